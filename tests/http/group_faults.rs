//! Faults while a group talks and its members come and go: each sees exactly
//! what they may, and nothing of it is lost or doubled.

use crate::harness::guest::{Gathering, talk_through};
use crate::harness::redis::Redis;
use crate::harness::relay::Relay;
use crate::harness::{Chat, Group, Mode, Person, Place};

const NAMES: [&str; 8] = ["ada", "grace", "dora", "emil", "fay", "gus", "hal", "ida"];

async fn eight(chat: &Chat) -> Vec<Person> {
    let mut people = Vec::new();
    for name in NAMES {
        people.push(chat.person(name).await);
    }
    people
}

/// Made by the first; the last comes and goes.
async fn all_of(people: &[Person]) -> Gathering<'_> {
    let (guest, stay) = people.split_last().unwrap();
    let mut fields = vec![("title", "The pond"), ("history", "joining")];
    fields.extend(people[1..].iter().map(|one| ("username", one.username.as_str())));
    let group = Group::made(stay[0].asks_for_group(&fields).await);
    Gathering { group, stay: stay.iter().take(4).collect(), guest }
}

#[tokio::test]
async fn somebody_comes_and_goes_while_all_talk() {
    let chat = Chat::start().await;
    let people = eight(&chat).await;
    let all = all_of(&people).await;
    talk_through(&all, async |_| {}).await;
}

#[tokio::test]
async fn the_process_is_killed_while_members_change() {
    let mut chat = Chat::start().await;
    let people = eight(&chat).await;
    let all = all_of(&people).await;
    talk_through(&all, async |progress| {
        for _ in 0..2 {
            progress.acknowledges_more(10).await;
            chat.kill();
            chat.resume().await;
        }
    })
    .await;
}

#[tokio::test]
async fn redis_is_away_while_members_change() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let chat = Chat::at(Place::on(&redis).await, &[]).await;
    let people = eight(&chat).await;
    let all = all_of(&people).await;
    talk_through(&all, async |progress| {
        progress.acknowledges_more(8).await;
        redis.stop().await;
        progress.acknowledges_more(20).await;
        redis.resume().await;
    })
    .await;
}

/// The hints of each process never reach the other.
#[tokio::test]
async fn hints_are_lost_while_members_change() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let (here, there) = Chat::two_at(Place::on(&redis).await, &[]).await;
    let people = eight(&here).await;
    let all = all_of(&people).await;
    let guest = all.guest.on(&there).await;
    let all = Gathering { guest: &guest, ..all };
    redis.tells(&["ACL", "SETUSER", "default", "-publish"]).await;
    talk_through(&all, async |_| {}).await;
}

/// What the owner's process tells comes to the guest's late, the last first, and some
/// of it twice.
#[tokio::test]
async fn hints_come_in_another_order_while_members_change() {
    if !Mode::is_full() {
        return;
    }
    let (redis, other) = (Redis::start().await, Redis::start().await);
    let place = Place::on(&redis).await;
    let here = Chat::at(place.clone(), &[]).await;
    let there = Chat::at(place.with("REDIS_URL", &other.database()), &[]).await;
    let people = eight(&here).await;
    let all = all_of(&people).await;
    let guest = all.guest.on(&there).await;
    let all = Gathering { guest: &guest, ..all };
    let relay = Relay::starts(&redis, &other).await;
    talk_through(&all, async |_| {}).await;
    drop(relay);
}

/// Of three hundred members eight are here.
#[tokio::test]
async fn three_hundred_members_and_one_who_comes_and_goes() {
    let chat = Chat::start().await;
    let people = eight(&chat).await;
    let all = all_of(&people).await;
    chat.place.joined_by(&all.group, 292).await;
    talk_through(&all, async |_| {}).await;
}
