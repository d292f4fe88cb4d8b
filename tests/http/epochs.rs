//! The database goes on from an earlier moment: a backup was restored, or a
//! replica took over that lacked something. What is gone from it must not stay
//! on pages.

use crate::harness::postgres::Postgres;
use crate::harness::redis::Redis;
use crate::harness::{Apart, Chat, Conversation, Mode, Person, Place};

#[tokio::test]
async fn what_a_restore_took_away_leaves_the_open_pages() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "kept").await;
    let page = grace.looks_at(&conversation).await;
    let mut list = grace.listens_to_the_list().await;
    let mut stream = grace.stream(&page.stream(), None).await;
    ada.says(&conversation, "lost").await;
    ada.says(&conversation, "lost, too").await;
    stream.expects_message("lost, too").await;

    for restored in [
        "DELETE FROM messages WHERE seq > 1",
        "UPDATE conversations SET version = version - 2, last_seq = 1",
        "UPDATE database_epoch SET id = 'another'",
    ] {
        chat.place.executes(restored).await;
    }
    stream.is_reset().await;
    list.is_reset().await;
    grace.stream(&page.stream(), None).await.is_reset().await;
    goes_on_after(&["kept"], [&ada, &grace], &conversation).await;
}

#[tokio::test]
async fn a_replica_that_lacked_something_takes_over() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::start().await;
    let place = Place::bare()
        .with("DATABASE_URL", &postgres.database().await)
        .with("REDIS_URL", &Redis::shared().await.database());
    let Apart { here: _here, there: _there, ada, grace, conversation } =
        Apart::at(place, &[]).await;
    ada.says(&conversation, "kept").await;
    postgres.is_copied().await;
    let page = grace.looks_at(&conversation).await;
    let mut stream = grace.stream(&page.stream(), None).await;
    let mut other_process = ada.listens_to(&conversation).await;
    ada.says(&conversation, "lost").await;
    for stream in [&mut stream, &mut other_process] {
        stream.expects_message("lost").await;
    }

    postgres.gives_way_to_its_copy().await;
    grace.get(&conversation.path()).await.is(503);
    postgres.is_promoted().await;
    stream.is_reset().await;
    other_process.is_reset().await;
    grace.stream(&page.stream(), None).await.is_reset().await;
    goes_on_after(&["kept"], [&ada, &grace], &conversation).await;
}

/// A fresh page shows this, and brings what is said next.
async fn goes_on_after(shown: &[&str], [ada, grace]: [&Person; 2], conversation: &Conversation) {
    let page = grace.looks_at(conversation).await;
    let texts: Vec<_> = page.messages().into_iter().map(|message| message.text).collect();
    assert_eq!(texts, shown);
    let mut stream = grace.stream(&page.stream(), None).await;
    ada.says(conversation, "new").await;
    let heard = stream.expects_message("new").await;
    assert_eq!(heard.seq, shown.len() as u64 + 1);
}
