//! Several houses on one Redis: each has its own keys and channels.

use std::collections::BTreeSet;

use crate::harness::person::PASSWORD;
use crate::harness::redis::{Redis, ask};
use crate::harness::telegram::Telegram;
use crate::harness::{Chat, Mode, Place, eventually};

fn keys(address: &str) -> BTreeSet<String> {
    ask(address, &["KEYS", "*"]).lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn two_houses_on_one_redis_never_meet() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let address = redis.database();
    let (telegrams, mut names) = ([Telegram::start().await, Telegram::start().await], Vec::new());
    let mut chats = Vec::new();
    for telegram in &telegrams {
        let place = Place::unmigrated().await.with("REDIS_URL", &address);
        let settings = [&telegram.settings()[..], &[("RATE_LIMITS", "on")]].concat();
        let chat = Chat::at(place, &settings).await;
        let (ada, grace, conversation) = chat.pair().await;
        let stream = grace.is_at(&conversation).await;
        ada.looks_up(&conversation, "online").await;
        names.push(chat.place.house().await);
        chats.push((chat, stream));
    }
    assert_ne!(names[0], names[1]);
    // Each fetches what its own bot is told.
    for telegram in &telegrams {
        telegram.phone(7, "ada_l").says("/help");
        eventually("the bot to hear it", async || telegram.has_no_updates().then_some(())).await;
    }
    for key in &keys(&address) {
        let of = names.iter().filter(|name| key.contains(name.as_str())).count();
        assert!(key.starts_with("natter:") && of == 1, "{key} is of {of} houses");
    }
    let channels = ask(&address, &["PUBSUB", "CHANNELS"]);
    assert!(channels.lines().count() >= 4, "{channels}");
    for channel in channels.lines() {
        let of = names.iter().filter(|name| channel.contains(name.as_str())).count();
        assert!(channel.starts_with("natter:") && of == 1, "{channel} is of {of} houses");
    }
    for name in &names {
        let online = format!("natter:{{{name}:online}}");
        assert_eq!(ask(&address, &["ZCARD", &online]), "1");
    }
}

#[tokio::test]
async fn a_session_of_the_release_before_goes_on_and_leaves_no_id_in_redis() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let address = redis.database();
    let place = Place::fresh().await.with("REDIS_URL", &address);
    let chat = Chat::at(place, &[]).await;
    let ada = chat.person("ada").await;
    let cookie = ada.jar.header().unwrap();
    let id = cookie.split_once('=').unwrap().1;
    // There it stood under its id, as whoever read the keys could sign in with.
    ask(&address, &["FLUSHDB"]);
    ask(&address, &["SET", id, "as the release before wrote it"]);
    // It is written again when it was used five minutes ago, or earlier.
    chat.place
        .executes(
            "UPDATE sessions SET data = convert_to(regexp_replace(
                 convert_from(data, 'UTF8'), '\"last_used_at\":[0-9]+', '\"last_used_at\":1'), 'UTF8')",
        )
        .await;
    ada.opens("/conversations").await;
    let keys = keys(&address);
    assert!(!keys.contains(id), "{keys:?}");
    let session = keys.iter().find(|key| key.contains(":session:")).expect("a copy in Redis");
    let value = ask(&address, &["GET", session]);
    assert!(!session.contains(id) && !value.contains(id), "{session} {value}");
}

#[tokio::test]
async fn two_houses_on_one_host_leave_each_others_people_signed_in() {
    let here = Chat::start().await;
    let there = Chat::at(Place::unmigrated().await, &[]).await;
    let ada = here.person("ada").await;
    // Browsers send cookies to every port of a host.
    let grace = there.person("grace").await;
    let mut visitor = there.visitor();
    visitor.jar = ada.jar.clone();
    visitor.signs_in("grace", PASSWORD).await.is(303);
    assert_eq!(ada.opens("/conversations").await.attribute("body", "data-username"), as_is("ada"));
    let page = visitor.get("/conversations").await.is(200).page();
    assert_eq!(page.attribute("body", "data-username"), as_is("grace"));
    visitor.post("/logout").await.redirects_to("/login");
    ada.opens("/conversations").await;
    grace.opens("/conversations").await;
}

fn as_is(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[tokio::test]
async fn the_cookie_of_the_release_before_goes_on_under_the_name_of_the_house() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let cookie = ada.jar.header().unwrap();
    let (name, id) = cookie.split_once('=').unwrap();
    assert_eq!(name, format!("natter_{}", chat.place.house().await));
    let before = chat.visitor();
    before.jar.holds("natter", id);
    before.get("/conversations").await.is(200);
    assert!(before.jar.header().unwrap().contains(&cookie), "{:?}", before.jar.header());
    // From then on the old one says nothing more.
    before.jar.holds("natter", "AAAAAAAAAAAAAAAAAAAAAA");
    before.get("/conversations").await.is(200);
    before.post("/logout").await.redirects_to("/login");
    before.jar.holds("natter", id);
    before.get("/conversations").await.is(303);
}

#[tokio::test]
async fn with_https_nobody_else_can_set_the_cookie() {
    let chat = Chat::with(&[("PUBLIC_URL", "https://chat.example.org")]).await;
    let ada = chat.person("ada").await;
    let answer = ada.signs_in("ada", PASSWORD).await.is(303);
    let cookies = answer.cookies();
    let cookie = cookies.iter().find(|cookie| cookie.starts_with("__Host-natter_")).unwrap();
    let flags: Vec<&str> = cookie.split("; ").skip(1).collect();
    assert!(flags.contains(&"Secure") && flags.contains(&"Path=/"), "{cookie}");
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn with_https_the_old_cookie_only_goes_on_where_the_release_before_has_set_it() {
    let chat = Chat::with(&[("PUBLIC_URL", "https://chat.example.org")]).await;
    let ada = chat.person("ada").await;
    let cookie = ada.jar.header().unwrap();
    let (_, id) = cookie.split_once('=').unwrap();
    // Whoever has a neighbouring name can set it, and it would be their account.
    let victim = chat.visitor();
    victim.jar.holds("natter", id);
    victim.get("/conversations").await.is(303);
    assert!(!victim.jar.header().unwrap().contains("__Host-"), "{:?}", victim.jar.header());
    chat.everybody_signed_in_at_the_release_before().await;
    victim.get("/conversations").await.is(200);
    assert!(victim.jar.header().unwrap().contains(&cookie), "{:?}", victim.jar.header());
}
