//! Redis stops, freezes, is emptied, and comes back: who is signed in goes on.

use std::time::Duration;

use tokio::time::Instant;

use crate::harness::redis::Redis;
use crate::harness::{Apart, Chat, Mode, Person, Place, eventually, within};

async fn chat_on(redis: &Redis) -> Chat {
    Chat::at(Place::on(redis).await, &[]).await
}

/// One says something and the other hears it.
async fn talk(one: &Person, other: &Person) {
    let conversation = one.talks_to(other).await;
    let mut stream = other.listens_to(&conversation).await;
    one.says(&conversation, "can you hear me?").await;
    stream.expects_message("can you hear me?").await;
}

#[tokio::test]
async fn while_redis_is_stopped_people_talk_sign_in_and_sign_out() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let chat = chat_on(&redis).await;
    let (mary, jean) = (chat.person("mary").await, chat.person("jean").await);
    let conversation = mary.talks_to(&jean).await;
    let mut stream = jean.listens_to(&conversation).await;

    redis.stop().await;
    mary.says(&conversation, "without").await;
    stream.expects_message("without").await;
    talk(&chat.person("ada").await, &chat.person("grace").await).await;
    let tablet = mary.on_another_device().await;
    mary.post("/logout").await.redirects_to("/login");
    mary.get("/conversations").await.is(303);
    tablet.opens("/conversations").await;

    // What was ended meanwhile stays ended, what began meanwhile goes on.
    redis.resume().await;
    eventually("Redis to be used again", async || {
        (chat.visitor().get("/readyz").await.status == 200).then_some(())
    })
    .await;
    mary.get("/conversations").await.is(303);
    tablet.says(&conversation, "with").await;
    stream.expects_message("with").await;
}

/// Slower than this and a request has waited for a time-out of its own.
const AT_ONCE: Duration = Duration::from_millis(400);

#[tokio::test]
async fn a_frozen_redis_holds_up_one_request_and_not_each() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let chat = chat_on(&redis).await;
    let ada = chat.person("ada").await;

    redis.signal("STOP").await;
    eventually("the freeze to be noticed", async || {
        ada.get("/conversations").await.is(200);
        chat.log().text().contains("going on without it").then_some(())
    })
    .await;
    // Compared with the second that each would wait: the quickest of many
    // tells, however busy the machine is.
    let mut quickest = Duration::MAX;
    for _ in 0..10 {
        let began = Instant::now();
        ada.get("/conversations").await.is(200);
        quickest = quickest.min(began.elapsed());
    }
    redis.signal("CONT").await;
    assert!(quickest < AT_ONCE, "{quickest:?}");
}

#[tokio::test]
async fn an_emptied_redis_signs_nobody_out() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let chat = chat_on(&redis).await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let old = ada.twin();
    ada.post("/logout").await.redirects_to("/login");

    redis.stop().await;
    redis.resume().await;
    grace.opens("/conversations").await;
    old.get("/conversations").await.is(303);
    talk(&grace, &chat.person("mary").await).await;
}

#[tokio::test]
async fn a_stream_opened_while_redis_was_frozen_hears_the_other_process_afterwards() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let Apart { here: _here, there, ada, grace, conversation } =
        Apart::at(Place::on(&redis).await, &[]).await;
    redis.signal("STOP").await;
    eventually("the freeze to be noticed", async || {
        grace.get("/conversations").await.is(200);
        there.log().text().contains("going on without it").then_some(())
    })
    .await;
    let mut stream = grace.listens_to(&conversation).await;
    redis.signal("CONT").await;
    // Only the backplane ever brings this.
    within(Duration::from_secs(60), "the backplane to be heard again", async || {
        ada.types(&conversation).await;
        let event = stream.next_within(Duration::from_secs(30)).await?;
        event.is_typing().then_some(())
    })
    .await;
}
