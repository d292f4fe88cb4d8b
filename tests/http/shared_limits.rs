//! What one process counts, the others count, too, as long as Redis is there.

use std::time::Instant;

use futures_util::future::join_all;

use crate::harness::redis::Redis;
use crate::harness::{Ask, Chat, Mode, Place, Visitor, eventually};
use crate::limits::{BEHIND_A_PROXY, allowed, assert_about, assert_too_many};

/// Two processes on one PostgreSQL and one Redis.
async fn two(place: Place) -> (Chat, Chat) {
    Chat::two_at(place, &BEHIND_A_PROXY).await
}

/// The same on a Redis of their own.
async fn two_on(redis: &Redis) -> (Chat, Chat) {
    two(Place::fresh().await.with("REDIS_URL", &redis.database())).await
}

/// A wrong password for nobody, from an address that tries no other name.
fn fails<'v>(visitor: &'v Visitor, number: u64) -> Ask<'v> {
    let address = format!("203.0.{}.{}", number / 250, number % 250);
    let name = format!("nobody{number}");
    visitor.signs_in(&name, "wrong password").header("x-forwarded-for", &address)
}

/// How often nobody may fail, by turns here and there.
async fn failures((here, there): (&Chat, &Chat), number: u64) -> u64 {
    let visitors = [here.visitor(), there.visitor()];
    let attempt = |turn: u64| fails(&visitors[turn as usize % 2], number);
    let (failures, refusal) = allowed(6.0, attempt).await;
    assert_too_many(&refusal, 10);
    failures
}

/// Where each counts alone, twice as many are allowed.
async fn count_together_again(chats: (&Chat, &Chat)) {
    let mut number = 100;
    eventually("the processes to count together again", async || {
        number += 1;
        (failures(chats, number).await <= 10).then_some(())
    })
    .await;
}

#[tokio::test]
async fn ten_wrong_passwords_are_ten_on_all_processes_together() {
    if !Mode::is_full() {
        return;
    }
    let (here, there) = two(Place::fresh().await).await;
    let chats = (&here, &there);
    assert_about(failures(chats, 1).await, 10);
    for chat in [&here, &there] {
        let visitor = chat.visitor();
        let (left, refusal) = allowed(6.0, |_| fails(&visitor, 1)).await;
        assert!(left <= 1, "{left} of its own");
        assert_too_many(&refusal, 10);
    }
    assert_about(failures(chats, 2).await, 10);
}

#[tokio::test]
async fn sixty_messages_in_one_breath_are_sixty_on_all_processes_together() {
    if !Mode::is_full() {
        return;
    }
    let (here, there) = two(Place::fresh().await).await;
    let (ada, grace) = (here.person("ada").await, here.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    let devices = [ada.on(&there).await, ada];
    let start = Instant::now();
    let (mut accepted, mut refused) = (0, 0);
    while refused == 0 {
        let sends =
            (0..20).map(async |n| devices[n % 2].sends(&conversation, &[("body", "x")]).await);
        for answer in join_all(sends).await {
            match answer.status {
                200 => accepted += 1,
                _ => {
                    assert_too_many(&answer, 10);
                    refused += 1;
                }
            }
        }
        assert!(accepted < 1000, "it was never too much");
    }
    let refilled = 10.0 * start.elapsed().as_secs_f64();
    assert!(accepted >= 60, "only {accepted}");
    assert!(f64::from(accepted) <= 61.0 + refilled, "{accepted} with {refilled} refilled");
}

#[tokio::test]
async fn an_emptied_redis_counts_anew_for_all_processes() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let (here, there) = two_on(&redis).await;
    assert_about(failures((&here, &there), 1).await, 10);
    redis.tells(&["FLUSHALL"]).await;
    assert_about(failures((&here, &there), 1).await, 10);
}

#[tokio::test]
async fn while_redis_is_stopped_each_process_counts_for_itself() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let (here, there) = two_on(&redis).await;
    assert_about(failures((&here, &there), 1).await, 10);
    redis.stop().await;
    for chat in [&here, &there] {
        let visitor = chat.visitor();
        let (failures, refusal) = allowed(6.0, |_| fails(&visitor, 1)).await;
        assert_about(failures, 10);
        assert_too_many(&refusal, 10);
    }
    redis.resume().await;
    count_together_again((&here, &there)).await;
}

#[tokio::test]
async fn a_frozen_redis_is_asked_only_once() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let (here, there) = two_on(&redis).await;
    fails(&here.visitor(), 1).await.is(422);
    redis.signal("STOP").await;
    let visitor = here.visitor();
    let (failures, refusal) = allowed(6.0, |_| fails(&visitor, 1)).await;
    redis.signal("CONT").await;
    assert_about(failures, 10);
    assert_too_many(&refusal, 10);
    // What it was asked while it was frozen, it has counted when it woke up.
    let visitor = there.visitor();
    let (left, _) = allowed(6.0, |_| fails(&visitor, 1)).await;
    assert!((6..=10).contains(&left), "{left} of 10 are left");
    count_together_again((&here, &there)).await;
}
