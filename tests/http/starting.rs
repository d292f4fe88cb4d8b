//! The start, when what it needs is not there yet.

use std::time::Duration;

use crate::harness::app::{START_LINE, recipe};
use crate::harness::postgres::Postgres;
use crate::harness::process::Process;
use crate::harness::redis::Redis;
use crate::harness::wait::DEADLINE;
use crate::harness::{Mode, Place, eventually};

const NO_DATABASE: (&str, &str) = ("DATABASE_URL", "postgres://me:hush-4711@127.0.0.1:1/natter");
const NO_REDIS: (&str, &str) = ("REDIS_URL", "redis://:hush-4711@127.0.0.1:1");
/// It gives up after a minute by design; the machine may be busy.
const GIVES_UP: Duration = Duration::from_secs(120);

async fn waits(process: &mut Process) {
    eventually("a line that says for what it waits", async || {
        process.log.text().contains("waiting for ").then_some(())
    })
    .await;
    assert!(process.status().is_none(), "{}", process.log.text());
}

#[tokio::test]
async fn a_start_waits_for_the_database_and_for_redis() {
    if !Mode::is_full() {
        return;
    }
    let (postgres, redis) = (Postgres::start().await, Redis::start().await);
    let place = Place::bare()
        .with("DATABASE_URL", &postgres.database().await)
        .with("REDIS_URL", &redis.database());
    postgres.stop().await;
    redis.stop().await;
    let mut process = recipe(&place, &[]).start();
    waits(&mut process).await;
    postgres.resume().await;
    eventually("it to wait for Redis", async || {
        process.log.text().contains("waiting for Redis").then_some(())
    })
    .await;
    redis.resume().await;
    process.announces(START_LINE, DEADLINE).await;
}

#[tokio::test]
async fn a_start_that_waits_is_stopped_at_once() {
    for missing in [NO_DATABASE, NO_REDIS] {
        let mut process = recipe(&Place::bare(), &[missing]).start();
        waits(&mut process).await;
        process.signal("TERM");
        let ended = process.ended(DEADLINE).await;
        assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
        assert!(!ended.output.contains("gave up"), "it was not stopped: {}", ended.output);
    }
}

#[tokio::test]
async fn a_start_gives_up_after_a_minute_with_a_sentence() {
    // Waits for no server of the harness, so once is enough.
    if Mode::is_full() {
        return;
    }
    let give_up = async |missing: (&str, &str)| {
        let mut process = recipe(&Place::bare(), &[missing]).start();
        let ended = process.ended(GIVES_UP).await;
        assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
        assert!(ended.output.contains("gave up waiting for"), "{}", ended.output);
        assert!(ended.output.contains("127.0.0.1:1"), "{}", ended.output);
        assert!(!ended.output.contains("hush"), "{}", ended.output);
    };
    tokio::join!(give_up(NO_DATABASE), give_up(NO_REDIS));
}

#[tokio::test]
async fn a_database_that_does_not_exist_is_not_waited_for() {
    if !Mode::is_full() {
        return;
    }
    let there = Postgres::shared().await.database().await;
    let missing = format!("{there}_of_nobody");
    let ended = recipe(&Place::bare(), &[("DATABASE_URL", &missing)]).run().await;
    assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
    assert!(ended.output.contains("does not exist"), "{}", ended.output);
    assert!(!ended.output.contains("waiting for"), "{}", ended.output);
}
