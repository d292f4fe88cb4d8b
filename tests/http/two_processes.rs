//! Two processes on one PostgreSQL and one Redis hear each other.

use crate::harness::person::PASSWORD;
use crate::harness::{Chat, Mode, Place};

/// Without Redis there is only one process, which other tests look at.
async fn two() -> Option<(Chat, Chat)> {
    if !Mode::is_full() {
        return None;
    }
    let place = Place::fresh().await;
    Some((Chat::at(place.clone(), &[]).await, Chat::at(place, &[]).await))
}

#[tokio::test]
async fn what_is_said_on_one_arrives_at_the_other() {
    let Some((here, there)) = two().await else { return };
    let (ada, grace) = (here.person("ada").await, here.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let grace = grace.on(&there).await;

    let mut stream = grace.listens_to(&conversation).await;
    for text in ["one", "two", "three"] {
        ada.says(&conversation, text).await;
        stream.expects_message(text).await;
    }
    let mut list = grace.listens_to_the_list().await;
    ada.says(&conversation, "four").await;
    list.expects_entry(&conversation, |entry| entry.text.contains("four")).await;
}

#[tokio::test]
async fn what_is_signed_out_on_one_ends_at_the_other() {
    let Some((here, there)) = two().await else { return };
    let ada = here.person("ada").await;
    let (phone, tablet) = (ada.on(&there).await, ada.on(&there).await);
    let mut streams = [phone.listens_to_the_list().await, tablet.listens_to_the_list().await];
    ada.revokes(&phone.session().await).await.is(303);
    assert!(!phone.is_in().await && tablet.is_in().await);
    streams[0].is_closed().await;
    ada.changes_password(PASSWORD, "battery staple 43").await.is(303);
    assert!(!tablet.is_in().await && ada.is_in().await);
    streams[1].is_closed().await;
}
