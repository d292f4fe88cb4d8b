//! A Redis account that may only do what Natter needs, or less.

use crate::harness::redis::{Redis, ask};
use crate::harness::{Apart, Mode, Place, eventually};

const ENOUGH: [&str; 10] = [
    "on",
    ">secret",
    "~natter:*",
    "&natter:*",
    "+@read",
    "+@write",
    "+@pubsub",
    "+@scripting",
    "+@connection",
    "+time",
];

/// Without one of these something fails: presence, hints, limits, jobs, sessions.
const NEEDED: [&[&str]; 10] = [
    &["-time"],
    &["-eval"],
    &["-zadd"],
    &["-hset"],
    &["-pexpire"],
    &["-brpop"],
    &["-publish"],
    &["-subscribe"],
    &["resetkeys", "~other:*"],
    &["resetchannels", "&other:*"],
];

async fn allows(redis: &Redis, rights: &[&str]) {
    redis.tells(&[&["ACL", "SETUSER", "natter", "reset"], &ENOUGH[..], rights].concat()).await;
}

#[tokio::test]
async fn rights_to_what_begins_with_natter_are_enough_and_all_needed_are_tried() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    allows(&redis, &[]).await;
    let address = redis.database();
    let limited = address.replace("redis://", "redis://natter:secret@");
    let place = Place::fresh().await.with("REDIS_URL", &limited);
    let scene = Apart::at(place.clone(), &[("RATE_LIMITS", "on")]).await;
    let (_stream, _) = scene.grace.is_at(&scene.conversation).await;
    scene.ada.looks_up(&scene.conversation, "online").await;
    let mut stream = scene.grace.listens_to(&scene.conversation).await;
    scene.ada.types(&scene.conversation).await;
    stream.expects_typing().await;
    assert!(place.obeys("check").await.contains("redis: ok"));
    for chat in [&scene.here, &scene.there] {
        chat.visitor().get("/readyz").await.is(200);
        assert!(!chat.log().text().contains("refuses a command"), "{}", chat.log().text());
    }

    for missing in NEEDED {
        allows(&redis, missing).await;
        let ended = place.commands("check").await;
        assert_eq!(ended.status.code(), Some(1), "{missing:?}: {}", ended.output);
        let line = ended.output.lines().find(|line| line.starts_with("redis: ")).unwrap();
        let line = line.to_lowercase();
        let name = missing[0].trim_start_matches('-').trim_start_matches("reset");
        let named = line.contains(name) || line.contains(name.trim_end_matches('s'));
        assert!(named && line.contains("natter:*"), "{missing:?}: {line}");
        scene.here.visitor().get("/readyz").await.is(503);
    }
    let said = place.refuses("serve").await;
    assert!(said.contains("Redis") && said.contains("natter:*"), "{said}");
    allows(&redis, &[]).await;
    eventually("it to be ready again", async || {
        (scene.here.visitor().get("/readyz").await.status == 200).then_some(())
    })
    .await;
    for left in ask(&address, &["KEYS", "*trial*"]).lines() {
        let life: i64 = ask(&address, &["TTL", left]).parse().unwrap();
        assert_ne!(life, -1, "a trial that was refused leaves {left} behind");
    }
}
