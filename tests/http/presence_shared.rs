//! Presence on several processes with one Redis, and when that fails.

use std::ops::Deref;
use std::time::Duration;

use crate::harness::redis::{Redis, ask};
use crate::harness::{Apart, Mode, Place, eventually};

/// A round of the lists comes every thirty seconds.
const LISTS: Duration = Duration::from_secs(50);

/// Redis' own clock, in milliseconds.
fn now(redis: &str) -> f64 {
    let time = ask(redis, &["TIME"]);
    let (seconds, micros) = time.split_once('\n').unwrap();
    seconds.parse::<f64>().unwrap() * 1000.0 + micros.parse::<f64>().unwrap() / 1000.0
}

/// Two processes, and Ada on the one and Grace on the other.
struct Scene {
    redis: Redis,
    address: String,
    /// The sorted set of who is online.
    online: String,
    apart: Apart,
}

impl Deref for Scene {
    type Target = Apart;

    fn deref(&self) -> &Apart {
        &self.apart
    }
}

impl Scene {
    /// Without Redis there is only one process.
    async fn with_grace(grace: &str) -> Option<Self> {
        if !Mode::is_full() {
            return None;
        }
        let redis = Redis::start().await;
        let address = redis.database();
        let place = Place::fresh().await.with("REDIS_URL", &address);
        let online = format!("natter:{{{}:online}}", place.house().await);
        let apart = Apart::at(place, &[("PRESENCE_GRACE", grace)]).await;
        Some(Self { redis, address, online, apart })
    }

    /// The only one who is online, and for how many milliseconds.
    fn online(&self) -> (String, f64) {
        let online = ask(&self.address, &["ZRANGE", &self.online, "0", "-1", "WITHSCORES"]);
        let (user, until) = online.split_once('\n').expect("somebody is online");
        (user.to_owned(), until.parse::<f64>().unwrap() - now(&self.address))
    }
}

#[tokio::test]
async fn two_processes_agree() {
    let Some(scene) = Scene::with_grace("0s").await else { return };
    let mut watching = scene.grace.listens_to(&scene.conversation).await;
    let (stream, page) = scene.ada.is_at(&scene.conversation).await;
    watching.expects_presence("ada", "online").await;
    scene.grace.looks_up(&scene.conversation, "online").await;
    // Beats may come to another process than the stream.
    scene.ada.on(&scene.there).await.beats(&page, 0, 0).await;
    watching.expects_presence("ada", "away").await;
    drop(stream);
    watching.expects_presence("ada", "offline").await;
    let page = scene.grace.looks_up(&scene.conversation, "offline").await;
    assert!(page.last_seen().is_some());
}

#[tokio::test]
async fn who_was_on_a_process_that_was_killed_goes_offline() {
    let Some(mut scene) = Scene::with_grace("10s").await else { return };
    let _stream = scene.ada.listens_to(&scene.conversation).await;
    let (user, left) = scene.online();
    assert!(uuid::Uuid::parse_str(&user).is_ok(), "{user}");
    assert!(0.0 < left && left <= 60_000.0, "a lease of a minute, not {left} ms");
    scene.apart.here.kill();

    let mut watching = scene.grace.listens_to(&scene.conversation).await;
    watching.expects_presence("ada", "online").await;
    // A minute passes.
    let past = (now(&scene.address) - 1.0).to_string();
    for set in [&scene.online, &format!("{}:open", scene.online)] {
        ask(&scene.address, &["ZADD", set, "XX", &past, &user]);
    }
    watching.expects_presence("ada", "offline").await;
    let page = scene.grace.looks_up(&scene.conversation, "offline").await;
    assert!(page.last_seen().is_some());
    // Nothing of her is left but what belongs to Grace.
    eventually("nothing to be left", async || {
        let keys = ask(&scene.address, &["KEYS", &format!("*{user}*")]);
        let active = ask(&scene.address, &["HLEN", &format!("{}:active", scene.online)]);
        (keys.lines().count() <= 1 && active == "0").then_some(())
    })
    .await;
}

#[tokio::test]
async fn who_was_only_looked_away_from_goes_off_step_by_step() {
    let Some(scene) = Scene::with_grace("10s").await else { return };
    let (_stream, page) = scene.ada.is_at(&scene.conversation).await;
    scene.ada.beats(&page, 1, 0).await;
    let (user, _) = scene.online();
    let mut watching = scene.grace.listens_to_the_list().await;
    // It cannot keep her lease; the other one tells.
    scene.apart.here.signal("STOP");
    let past = (now(&scene.address) - 1.0).to_string();
    ask(&scene.address, &["ZADD", &scene.online, "XX", &past, &user]);
    watching.expects_presence("ada", "away").await;
    ask(&scene.address, &["ZADD", &format!("{}:open", scene.online), "XX", &past, &user]);
    watching.expects_presence("ada", "offline").await;
}

#[tokio::test]
async fn an_emptied_redis_learns_again_who_is_here() {
    let Some(scene) = Scene::with_grace("10s").await else { return };
    let (_open, _) = scene.ada.is_at(&scene.conversation).await;
    let phone = scene.ada.on_another_device().await;
    let (_hidden, page) = phone.is_at(&scene.conversation).await;
    phone.beats(&page, 0, 0).await;
    scene.grace.looks_up(&scene.conversation, "online").await;

    scene.redis.stop().await;
    scene.redis.resume().await;
    let grace = eventually("Grace to sign in again", async || {
        let visitor = scene.there.visitor();
        let answer = visitor.signs_in("grace", crate::harness::person::PASSWORD).await;
        (answer.status == 303).then_some(())?;
        Some(scene.grace.on(&scene.there).await)
    })
    .await;
    grace.looks_up(&scene.conversation, "online").await;
}

#[tokio::test]
async fn a_lost_hint_about_somebody_who_came_is_made_up_for() {
    let Some(scene) = Scene::with_grace("0s").await else { return };
    let mut watching = scene.grace.listens_to(&scene.conversation).await;
    // The first round has been; from then on only a difference is told.
    watching.expects_presence_within(LISTS, "ada", "offline").await;
    scene.redis.tells(&["ACL", "SETUSER", "default", "-publish"]).await;
    let (_stream, _) = scene.ada.is_at(&scene.conversation).await;
    scene.grace.looks_up(&scene.conversation, "online").await;
    scene.redis.tells(&["ACL", "SETUSER", "default", "+publish"]).await;
    watching.expects_presence_within(LISTS * 2, "ada", "online").await;
}
