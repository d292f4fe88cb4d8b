//! Without Redis, only one process may run on a database.

use std::time::Duration;

use sea_orm::ConnectionTrait;

use crate::harness::app::{START_LINE, recipe};
use crate::harness::postgres::Postgres;
use crate::harness::wait::DEADLINE;
use crate::harness::{Chat, Mode, Place, eventually};

/// It waits 15 s by design; the machine may be busy.
const REFUSAL: Duration = Duration::from_secs(60);

async fn alone() -> Place {
    Place::fresh().await.without("REDIS_URL")
}

#[tokio::test]
async fn a_second_process_waits_and_then_refuses_with_a_sentence() {
    let chat = Chat::at(alone().await, &[]).await;
    let mut second = recipe(&chat.place, &[]).start();
    let ended = second.ended(REFUSAL).await;
    assert!(!ended.status.success());
    assert!(ended.output.contains("REDIS_URL"), "{}", ended.output);
    assert!(!ended.output.contains(START_LINE), "{}", ended.output);
    chat.visitor().opens("/login").await;
}

#[tokio::test]
async fn a_second_process_takes_over_from_one_that_stops() {
    let mut chat = Chat::at(alone().await, &[]).await;
    let ada = chat.person("ada").await;
    let mut second = recipe(&chat.place, &[]).start();
    eventually("the second to say that it waits", async || {
        (!second.log.lines().is_empty()).then_some(())
    })
    .await;
    assert!(second.status().is_none());
    chat.stop().await;
    second.announces(START_LINE, REFUSAL).await;
    drop(second);
    chat.resume().await;
    ada.opens("/conversations").await;
}

#[tokio::test]
async fn a_process_that_was_killed_stands_in_nobodys_way() {
    let mut chat = Chat::at(alone().await, &[]).await;
    let ada = chat.person("ada").await;
    for _ in 0..3 {
        chat.kill();
        chat.resume().await;
    }
    ada.opens("/conversations").await;
}

/// Cuts all connections of the program to its database.
const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
const LOCKS: &str = "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                     WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()";

/// The backend of PostgreSQL that knows it to be the only one.
async fn keeper(place: &Place) -> Option<i32> {
    backend_of(place, LOCKS).await
}

async fn backend_of(place: &Place, locks: &str) -> Option<i32> {
    let database = place.database().await;
    let locks = sea_orm::Statement::from_string(database.get_database_backend(), locks);
    let lock = database.query_one_raw(locks).await.unwrap();
    lock.map(|lock| lock.try_get("", "pid").unwrap())
}

/// One that was cut off may still be there for a moment.
async fn is_known_to_be_alone(place: &Place, before: Option<i32>) {
    eventually("it to be the only one again", async || {
        keeper(place).await.filter(|now| Some(*now) != before)
    })
    .await;
}

async fn refuses_a_second(chat: &Chat) {
    let ended = recipe(&chat.place, &[]).start().ended(REFUSAL).await;
    assert!(!ended.output.contains(START_LINE), "{}", ended.output);
    assert!(ended.output.contains("REDIS_URL"), "{}", ended.output);
    chat.visitor().opens("/login").await;
}

#[tokio::test]
async fn the_only_process_stays_alone_when_its_connections_are_cut() {
    if !Mode::is_full() {
        return;
    }
    let chat = Chat::at(alone().await, &[]).await;
    let before = keeper(&chat.place).await;
    assert!(before.is_some());
    chat.place.executes(CUT).await;
    is_known_to_be_alone(&chat.place, before).await;
    refuses_a_second(&chat).await;
}

#[tokio::test]
async fn the_only_process_stays_alone_when_the_database_restarts() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::start().await;
    let place = Place::bare().with("DATABASE_URL", &postgres.database().await);
    let chat = Chat::at(place, &[]).await;
    postgres.stop().await;
    postgres.resume().await;
    is_known_to_be_alone(&chat.place, None).await;
    refuses_a_second(&chat).await;
}

#[tokio::test]
async fn a_process_whose_place_was_taken_stops_with_a_sentence() {
    if !Mode::is_full() {
        return;
    }
    let place = alone().await;
    let mut process = recipe(&place, &[]).start();
    process.announces(START_LINE, DEADLINE).await;
    // It stands in line, as a second process does.
    let other = place.database().await;
    let waits = tokio::spawn(async move {
        other.execute_unprepared("SELECT pg_advisory_lock(121364844668274)").await.unwrap();
        other
    });
    let waiting = LOCKS.replace("l.granted", "NOT l.granted");
    eventually("somebody to stand in line", async || backend_of(&place, &waiting).await).await;
    let cut = CUT.replace(
        "pid <> pg_backend_pid()",
        "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)",
    );
    place.executes(&cut).await;
    let _other = waits.await.unwrap();
    let ended = process.ended(REFUSAL).await;
    assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
    assert!(ended.output.contains("Another process"), "{}", ended.output);
}
