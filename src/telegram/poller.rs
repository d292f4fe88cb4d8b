//! Hears what people say to the bot: fetches it, or has it brought.
//!
//! An own loop fetches and not teloxide's dispatcher, which confirms an update
//! before its handler has finished: here one is confirmed by the next request,
//! after all it does is committed. So it may come twice and never gets lost.

use std::{future::pending, time::Duration};

use rand::Rng;
use teloxide::types::Update;
use tokio::time::{Instant, sleep};

use super::{commands, updates};
use crate::{
    app::App,
    bot::{Refusal, Telegram},
    config::Secret,
    error::Error,
    language::Language,
    paths,
};

/// The right to fetch: two who do disturb each other. Whoever has it renews it
/// by beats, so that another one fetches soon after a crash.
const POLLER: &str = "telegram:poller";
const POLLER_LIFE: Duration = Duration::from_secs(10);
const BEAT: Duration = Duration::from_secs(3);
/// How often a process that does not fetch looks whether it may.
const LOOK_AGAIN: Duration = Duration::from_secs(3);
/// Between tries while Telegram is out of reach, growing.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The same while the database is away.
const LONGEST_RETRY: Duration = Duration::from_secs(8);
/// A token that is wrong does not become right by itself.
const AFTER_WRONG_TOKEN: Duration = Duration::from_secs(60);
/// What fails is tried again so often before it is passed over, or it would
/// block all that comes after it.
const MOST_ATTEMPTS: u32 = 5;

/// Meets the bot and hears its updates until the process stops. What has begun
/// to be taken is finished; only waiting ends at once.
pub async fn hear(app: App, telegram: Telegram) {
    let is_ready = app.stopping.run_until_cancelled(get_ready(&app, &telegram)).await.is_some();
    if is_ready && app.config.telegram_webhook_secret.is_none() {
        fetch_until_stopped(&app, &telegram).await;
    }
    if let Some(redis) = &app.redis {
        redis.unlock(POLLER).await;
    }
}

async fn get_ready(app: &App, telegram: &Telegram) {
    meet(telegram).await;
    match &app.config.telegram_webhook_secret {
        Some(secret) => set_webhook(app, telegram, secret).await,
        None => delete_webhook(telegram).await,
    }
}

/// Once it is set, updates come by themselves.
async fn set_webhook(app: &App, telegram: &Telegram, secret: &Secret) {
    let url = paths::absolute(&app.config.public_url, paths::WEBHOOK);
    let mut pause = FIRST_PAUSE;
    while let Err(refusal) = telegram.set_webhook(url.clone(), secret).await {
        tracing::warn!(%refusal, %url, "Telegram does not take the webhook");
        wait(&mut pause, refusal).await;
    }
    tracing::info!(%url, "Telegram brings updates here");
}

/// While there is one, nothing can be fetched.
async fn delete_webhook(telegram: &Telegram) {
    if let Err(refusal) = telegram.delete_webhook().await {
        tracing::warn!(%refusal, "an earlier webhook could not be taken away");
    }
}

async fn fetch_until_stopped(app: &App, telegram: &Telegram) {
    let (mut offset, mut pause) = (0, FIRST_PAUSE);
    loop {
        let fetched = fetch(app, telegram, offset, &mut pause);
        let Some(updates) = app.stopping.run_until_cancelled(fetched).await else { return };
        offset = beating(app, take_all(app, telegram, updates, offset)).await;
    }
}

/// Waits until this process may fetch and Telegram answers.
async fn fetch(app: &App, telegram: &Telegram, offset: i32, pause: &mut Duration) -> Vec<Update> {
    loop {
        if !may_fetch(app).await {
            sleep(LOOK_AGAIN).await;
            continue;
        }
        let asked = Instant::now();
        let updates = tokio::select! {
            updates = telegram.updates(offset) => updates,
            () = until_lost(app) => continue,
        };
        match updates {
            Ok(updates) => {
                *pause = FIRST_PAUSE;
                if updates.is_empty() && asked.elapsed() < FIRST_PAUSE {
                    // A server that does not hold the request back.
                    sleep(FIRST_PAUSE).await;
                }
                return updates;
            }
            Err(refusal) => {
                tracing::warn!(%refusal, "updates from Telegram could not be fetched");
                wait(pause, refusal).await;
                let _ = telegram.meet().await;
            }
        }
    }
}

/// Until the bot is known, with what it should offer.
async fn meet(telegram: &Telegram) {
    let mut pause = FIRST_PAUSE;
    loop {
        match telegram.meet().await {
            Ok(username) => {
                tracing::info!(username, "the Telegram bot is ready");
                break;
            }
            Err(refusal) => {
                tracing::warn!(%refusal, "the Telegram bot does not answer");
                wait(&mut pause, refusal).await;
            }
        }
    }
    tokio::spawn(offer_commands(telegram.clone()));
}

/// Nobody waits for it.
async fn offer_commands(telegram: Telegram) {
    for language in Language::ALL {
        if let Err(refusal) =
            telegram.offer_commands(language, commands::all(language.words())).await
        {
            tracing::warn!(%refusal, "the bot's commands could not be set");
        }
    }
}

async fn may_fetch(app: &App) -> bool {
    match &app.redis {
        Some(redis) => redis.try_lock(POLLER, POLLER_LIFE).await,
        None => true,
    }
}

/// Keeps the right to fetch, and ends when it is lost.
async fn until_lost(app: &App) {
    loop {
        sleep(BEAT).await;
        if !may_fetch(app).await {
            return;
        }
    }
}

/// What has begun is finished, and until then the right to fetch is kept.
async fn beating<T>(app: &App, work: impl Future<Output = T>) -> T {
    let beats = async {
        until_lost(app).await;
        pending::<T>().await
    };
    tokio::select! {
        done = work => done,
        never = beats => never,
    }
}

/// With jitter, so that processes do not try in step.
async fn wait(pause: &mut Duration, refusal: Refusal) {
    let rest = match refusal {
        Refusal::TooMany(rest) => rest,
        Refusal::WrongToken => AFTER_WRONG_TOKEN,
        _ => pause.mul_f64(rand::rng().random_range(0.7..1.3)),
    };
    sleep(rest).await;
    *pause = (*pause * 2).min(LONGEST_PAUSE);
}

/// One after the other, in the order in which they were said.
async fn take_all(app: &App, telegram: &Telegram, updates: Vec<Update>, mut offset: i32) -> i32 {
    if updates.is_empty() {
        return 0;
    }
    for update in updates {
        let next = i32::try_from(update.id.0).unwrap_or(i32::MAX).saturating_add(1);
        if !take(app, telegram, &update).await {
            break;
        }
        // Not the largest: after a quiet week Telegram begins with any number.
        offset = next;
        // A long batch must not outlast the right to take it.
        if !may_fetch(app).await {
            break;
        }
    }
    offset
}

/// False when this process may not fetch any more: the update comes again.
async fn take(app: &App, telegram: &Telegram, update: &Update) -> bool {
    let (mut pause, mut attempts) = (FIRST_PAUSE, 0);
    loop {
        match updates::take(app, telegram, update).await {
            Ok(()) => return true,
            // Nothing gets lost because the database is away.
            Err(Error::Unavailable(error) | Error::EndedForOthers(error)) => {
                tracing::warn!(%error, "an update from Telegram waits for the database");
            }
            Err(error) => {
                tracing::warn!(%error, "an update from Telegram could not be taken");
                attempts += 1;
            }
        }
        if attempts == MOST_ATTEMPTS {
            tracing::error!("an update from Telegram is passed over");
            return true;
        }
        let rested = app.stopping.run_until_cancelled(sleep(pause)).await;
        pause = (pause * 2).min(LONGEST_RETRY);
        if rested.is_none() || !may_fetch(app).await {
            return false;
        }
    }
}
