//! What an operator may watch, in Prometheus' text format, on `METRICS_ADDR`.
//!
//! Counters are raised where something happens; without the setting nothing is
//! counted. What simply is (open streams, waiting notices) is looked up when
//! somebody asks. What each number means stands beside its name, here and in
//! the answer.

use std::time::Duration;

use axum::{Router, extract::State, routing::get};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use sea_orm::DbErr;

use crate::{
    app::App,
    bot::{BotState, TroubleRepository},
    error::StartError,
    metrics::*,
    notification::NotificationRepository,
};

const STREAMS: &str = "natter_streams";
const CHANNELS: &str = "natter_channels";
const CONNECTIONS: &str = "natter_database_connections";
const REDIS_UP: &str = "natter_redis_up";
const JOBS: &str = "natter_jobs_waiting";
const NOTIFICATIONS: &str = "natter_notifications";
const NOTIFICATIONS_LATE: &str = "natter_notifications_late_seconds";
const BLOCKED: &str = "natter_telegram_blocked_links";
const TELEGRAM_UP: &str = "natter_telegram_up";
const TROUBLES: &str = "natter_telegram_refusals";

/// From what nobody notices to what everybody does, in seconds.
const BUCKETS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0, 10.0];
/// How often counted times are folded together, so that nobody who asks is not
/// paid for with memory.
const UPKEEP: Duration = Duration::from_secs(5);

/// Begins to count, and gives back what answers `GET /metrics`.
pub fn router(app: App) -> Result<Router, StartError> {
    let failed =
        |error: metrics_exporter_prometheus::BuildError| StartError::Metrics(error.to_string());
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(REQUEST_SECONDS.to_owned()), &BUCKETS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(failed)?;
    describe();
    tokio::spawn(keep_up(handle.clone()));
    Ok(Router::new().route("/metrics", get(show)).with_state((app, handle)))
}

/// What cannot be looked up is left out; the rest is shown all the same.
async fn show(State((app, handle)): State<(App, PrometheusHandle)>) -> String {
    look(&app).await;
    if let Err(error) = look_at_notifications(&app).await {
        tracing::warn!(%error, "notifications could not be counted");
    }
    handle.render()
}

async fn look(app: &App) {
    gauge!(STREAMS).set(count(app.presence.open_streams()));
    gauge!(CHANNELS).set(count(app.hub.channels_open()));
    let (open, idle) = app.database.connections();
    gauge!(CONNECTIONS, "state" => "busy").set(count(open.saturating_sub(idle)));
    gauge!(CONNECTIONS, "state" => "idle").set(count(idle));
    if let Some(redis) = &app.redis {
        gauge!(REDIS_UP).set(f64::from(u8::from(redis.is_up())));
        if let Some(waiting) = redis.jobs_waiting().await {
            gauge!(JOBS).set(count(waiting));
        }
    }
}

async fn look_at_notifications(app: &App) -> Result<(), DbErr> {
    let Some(telegram) = &app.telegram else { return Ok(()) };
    let is_up = matches!(telegram.state(), BotState::Ready { .. });
    gauge!(TELEGRAM_UP).set(f64::from(u8::from(is_up)));
    if let Some(counts) = NotificationRepository::of(&app.database).counts().await? {
        gauge!(NOTIFICATIONS, "state" => "waiting").set(whole(counts.waiting));
        gauge!(NOTIFICATIONS, "state" => "given_up").set(whole(counts.parked));
        gauge!(NOTIFICATIONS_LATE).set(whole(counts.late.max(0) / 1_000_000));
        gauge!(BLOCKED).set(whole(counts.blocked));
    }
    for trouble in TroubleRepository::of(&app.database).all().await? {
        gauge!(TROUBLES, "kind" => trouble.kind).set(whole(trouble.times));
    }
    Ok(())
}

async fn keep_up(handle: PrometheusHandle) {
    loop {
        tokio::time::sleep(UPKEEP).await;
        handle.run_upkeep();
    }
}

fn describe() {
    describe_counter!(REQUESTS, "Answered requests, by route template and status");
    describe_histogram!(REQUEST_SECONDS, "Time until the head of the answer, in seconds");
    describe_counter!(EVENTS, "Events written to streams");
    describe_counter!(WRITES, "Writes they took: fewer when readers fall behind");
    describe_counter!(RESUMES, "Streams that went on where an earlier one had stopped");
    describe_counter!(
        LIST_READS,
        "Reads of changes in lists, for all lists of the process together"
    );
    describe_counter!(RESETS, "Streams that told the page to load anew");
    describe_counter!(OVERFLOWS, "Streams ended because their reader was too slow");
    describe_counter!(LAGS, "Channels that missed hints and read the database instead");
    describe_counter!(HINTS_DROPPED, "Hints that did not reach Redis");
    // Whoever watches them wants to see that nothing has happened yet.
    for counter in [EVENTS, WRITES, LIST_READS, RESUMES, RESETS, OVERFLOWS, LAGS, HINTS_DROPPED] {
        counter!(counter).absolute(0);
    }
    describe_gauge!(MESSAGES_WAITING, "Messages that wait to be written, or are being written");
    describe_gauge!(PASSWORDS_WAITING, "Passwords that wait for a free core");
    describe_gauge!(STREAMS, "Open streams of this process");
    describe_gauge!(CHANNELS, "Conversations and lists that this process listens to");
    describe_gauge!(CONNECTIONS, "Connections to the database, by state");
    describe_gauge!(REDIS_UP, "1 while Redis answers");
    describe_gauge!(JOBS, "Jobs in the list of all processes");
    describe_gauge!(NOTIFICATIONS, "Notifications of all processes, by state");
    describe_gauge!(NOTIFICATIONS_LATE, "How late the oldest waiting notification is, in seconds");
    describe_gauge!(BLOCKED, "People who have closed their chat to the bot");
    describe_gauge!(TELEGRAM_UP, "1 while the bot answers");
    describe_gauge!(TROUBLES, "What Telegram ever refused to all processes, by kind");
}

/// Exact far beyond anything that is counted here.
#[expect(clippy::cast_precision_loss)]
fn count(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss)]
fn whole(number: i64) -> f64 {
    number as f64
}
