//! Faults while people talk: nothing acknowledged is lost, nothing stands
//! twice, and every receiver sees the same in the same order.

use std::time::Duration;

use crate::harness::fault::talk_through;
use crate::harness::postgres::Postgres;
use crate::harness::redis::Redis;
use crate::harness::{Apart, Chat, Mode, Place, within};

/// On servers that this test may stop.
async fn on(postgres: &Postgres, redis: &Redis) -> Place {
    Place::bare()
        .with("DATABASE_URL", &postgres.database().await)
        .with("REDIS_URL", &redis.database())
}

#[tokio::test]
async fn the_process_is_killed_while_eight_devices_send() {
    let mut chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    talk_through([&ada, &grace], &conversation, async |progress| {
        for acknowledged in [15, 45] {
            progress.has_acknowledged(acknowledged).await;
            chat.kill();
            chat.resume().await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_process_freezes_and_wakes_up_late() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    talk_through([&ada, &grace], &conversation, async |progress| {
        progress.has_acknowledged(20).await;
        chat.signal("STOP");
        progress.has_failed_again().await;
        chat.signal("CONT");
    })
    .await;
}

#[tokio::test]
async fn redis_stops_and_comes_back_empty() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let chat = Chat::at(on(Postgres::shared().await, &redis).await, &[]).await;
    let (ada, grace, conversation) = chat.pair().await;
    talk_through([&ada, &grace], &conversation, async |progress| {
        progress.has_acknowledged(15).await;
        redis.stop().await;
        progress.has_acknowledged(50).await;
        redis.resume().await;
    })
    .await;
}

#[tokio::test]
async fn postgresql_is_restarted() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::start().await;
    let chat = Chat::at(on(&postgres, Redis::shared().await).await, &[]).await;
    let (ada, grace, conversation) = chat.pair().await;
    talk_through([&ada, &grace], &conversation, async |progress| {
        progress.has_acknowledged(20).await;
        postgres.stop().await;
        progress.has_failed_again().await;
        postgres.resume().await;
    })
    .await;
}

#[tokio::test]
async fn two_processes_and_one_of_them_is_killed() {
    if !Mode::is_full() {
        return;
    }
    let Apart { here: _here, mut there, ada, grace, conversation } =
        Apart::at(Place::fresh().await, &[]).await;
    talk_through([&ada, &grace], &conversation, async |progress| {
        progress.has_acknowledged(20).await;
        there.kill();
        there.resume().await;
    })
    .await;
}

#[tokio::test]
async fn two_processes_that_cannot_publish() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let place = on(Postgres::shared().await, &redis).await;
    let apart = Apart::at(place, &[]).await;
    redis.tells(&["ACL", "SETUSER", "default", "-publish"]).await;
    talk_through([&apart.ada, &apart.grace], &apart.conversation, async |_| {}).await;
}

/// A change that nobody has told: it was written past the program. The rounds
/// come every ten seconds, those for lists every thirty.
const ROUND: Duration = Duration::from_secs(25);
const ROUND_OF_LISTS: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_membership_that_ends_unheard_ends_the_stream_all_the_same() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut hers = grace.listens_to(&conversation).await;
    let mut own = ada.listens_to(&conversation).await;
    ada.says(&conversation, "while you are here").await;
    hers.expects_message("while you are here").await;

    let gone =
        "DELETE FROM members WHERE user_id = (SELECT id FROM users WHERE username = 'grace')";
    chat.place.executes(gone).await;
    hers.is_closed_within(ROUND).await;
    ada.says(&conversation, "now that you are gone").await;
    own.expects_message("now that you are gone").await;
    grace.get(&conversation.path()).await.is(404);
    assert_eq!(grace.asks_for_stream(&conversation.events(0), None).await.status().as_u16(), 404);
}

#[tokio::test]
async fn a_session_that_ends_unheard_ends_the_stream_all_the_same() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let phone = grace.on_another_device().await;
    let mut hers = grace.listens_to(&conversation).await;
    let mut on_the_phone = phone.listens_to(&conversation).await;
    let hers_only = "user_id = (SELECT id FROM users WHERE username = 'grace')";
    let first = format!("(SELECT MIN(signed_in_at) FROM sessions WHERE {hers_only})");
    let gone = format!("DELETE FROM sessions WHERE {hers_only} AND signed_in_at = {first}");
    chat.place.executes(&gone).await;
    hers.is_closed_within(ROUND).await;
    ada.says(&conversation, "still there?").await;
    on_the_phone.expects_message("still there?").await;
}

#[tokio::test]
async fn reading_that_nobody_heard_of_is_told_by_the_rounds() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 3).await;
    let mut ticks = ada.listens_to(&conversation).await;
    let mut list = grace.listens_to_the_list().await;
    list.expects_entry(&conversation, |entry| entry.unread.as_deref() == Some("3")).await;

    chat.place.executes("UPDATE members SET last_read_seq = 3").await;
    let receipt = async || {
        let event = ticks.next_within(ROUND).await.expect("the stream goes on");
        (event.data.contains("\"receipt\"") && event.data.contains("\"3\"")).then_some(())
    };
    within(ROUND, "a receipt", receipt).await;
    let entry = async || {
        let event = list.next_within(ROUND_OF_LISTS).await.expect("the stream goes on");
        event.page().entry(&conversation).filter(|entry| entry.unread.is_none())
    };
    within(ROUND_OF_LISTS, "the list without the count", entry).await;
}
