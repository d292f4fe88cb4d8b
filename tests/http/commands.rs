//! `natter check`, `health`, `migrate` and `demo`.

use futures_util::future::join_all;

use crate::harness::page::Page;
use crate::harness::person::PASSWORD;
use crate::harness::{Chat, Mode, Place};

#[tokio::test]
async fn check_is_content_with_an_empty_folder() {
    let place = Place::bare();
    let ended = place.natter(["check"]).run().await;
    assert!(ended.status.success(), "{}", ended.output);
    assert!(ended.output.lines().count() >= 3, "{}", ended.output);
}

#[tokio::test]
async fn check_looks_at_what_is_set() {
    let place = Place::fresh().await;
    let ended = place.natter(["check"]).run().await;
    assert!(ended.status.success(), "{}", ended.output);
    for (name, unreachable) in [
        ("DATABASE_URL", "postgres://127.0.0.1:1/natter"),
        ("DATABASE_URL", "sqlite:///nowhere/at/all/natter.db?mode=rwc"),
        ("REDIS_URL", "redis://127.0.0.1:1"),
    ] {
        let ended = place.natter(["check"]).set(name, unreachable).run().await;
        assert!(!ended.status.success(), "{name}={unreachable}: {}", ended.output);
    }
}

#[tokio::test]
async fn health_asks_the_process_that_serves() {
    let mut chat = Chat::start().await;
    let port = chat.address().rsplit(':').next().unwrap().to_owned();
    let asked = async |chat: &Chat, address: &str| {
        let natter = chat.place.natter(["health"]).set("LISTEN_ADDR", address);
        natter.run().await
    };
    for address in [chat.address(), format!("0.0.0.0:{port}")] {
        let ended = asked(&chat, &address).await;
        assert!(ended.status.success(), "{address}: {}", ended.output);
    }
    chat.signal("STOP");
    let ended = asked(&chat, &chat.address()).await;
    assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
    assert!(ended.output.contains(&chat.address()), "{}", ended.output);
    chat.signal("CONT");
    chat.stop().await;
    let ended = asked(&chat, &chat.address()).await;
    assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
}

#[tokio::test]
async fn health_takes_no_other_server_for_natter() {
    let place = Place::bare();
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = other.local_addr().unwrap().to_string();
    tokio::spawn(axum::serve(other, axum::Router::new()).into_future());
    let ended = place.natter(["health"]).set("LISTEN_ADDR", &address).run().await;
    assert_eq!(ended.status.code(), Some(1), "{}", ended.output);
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let place = Place::unmigrated().await;
    for _ in 0..2 {
        let ended = place.natter(["migrate"]).run().await;
        assert!(ended.status.success(), "{}", ended.output);
    }
    let mut chat = Chat::at(place, &[]).await;
    let ada = chat.person("ada").await;
    chat.stop().await;
    let ended = chat.place.natter(["migrate"]).run().await;
    assert!(ended.status.success(), "{}", ended.output);
    chat.resume().await;
    ada.opens("/conversations").await;
}

#[tokio::test]
async fn several_may_migrate_at_once() {
    let place = Place::unmigrated().await;
    let all = (0..6).map(|_| place.natter(["migrate"]).run());
    for ended in join_all(all).await {
        assert!(ended.status.success(), "{}", ended.output);
    }
    Chat::at(place, &[]).await.person("ada").await;
}

#[tokio::test]
async fn several_may_start_at_once_on_an_empty_database() {
    if !Mode::is_full() {
        return;
    }
    let place = Place::unmigrated().await;
    let chats = join_all((0..4).map(|_| Chat::at(place.clone(), &[]))).await;
    let ada = chats[0].person("ada").await;
    for chat in &chats {
        chat.visitor().signs_in(&ada.username, PASSWORD).await.is(303);
    }
}

#[tokio::test]
async fn demo_fills_an_empty_house_and_only_an_empty_one() {
    let place = Place::unmigrated().await;
    let first = place.natter(["demo"]).run().await;
    assert!(first.status.success(), "{}", first.output);
    let again = place.natter(["demo"]).run().await;
    assert!(!again.status.success() && !again.output.trim().is_empty());
    let chat = Chat::at(place, &[]).await;
    let (name, password) = credentials(&first.output);
    let visitor = chat.visitor();
    visitor.signs_in(&name, &password).await.redirects_to("/conversations");
    let list = visitor.opens("/conversations").await;
    assert!(list.entries().len() >= 3);
    assert!(list.entries().iter().any(|entry| entry.unread.is_some()));
    assert!(list.has("#conversations .avatar--group"));
    let path = list.attribute("#conversations a[href]", "href").unwrap();
    let page: Page = visitor.opens(&path).await;
    assert!(page.messages().len() >= 2);
}

/// "Sign in as NAME, … with the password PASSWORD".
fn credentials(output: &str) -> (String, String) {
    let (_, told) = output.split_once("ign in as ").expect(output);
    let (names, password) = told.split_once(" with the password ").expect(output);
    let name = names.split(',').next().unwrap();
    (name.to_owned(), password.split_whitespace().next().unwrap().to_owned())
}

#[tokio::test]
async fn demo_leaves_real_people_alone() {
    let mut chat = Chat::start().await;
    let ada = chat.person("ada").await;
    chat.stop().await;
    let ended = chat.place.natter(["demo"]).run().await;
    assert!(!ended.status.success(), "{}", ended.output);
    chat.resume().await;
    assert!(ada.opens("/conversations").await.entries().is_empty());
    ada.starts_with("anna").await.is(422);
}
