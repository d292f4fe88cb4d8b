//! Without Redis, only one process may run on a database.

use std::time::Duration;

use crate::harness::app::{START_LINE, recipe};
use crate::harness::{Chat, Place, eventually};

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
