//! The leases in Redis play the same scenes as those of a process, by a clock
//! that is passed in.

use crate::harness::Mode;
use crate::harness::redis::{Redis, ask};
use crate::scenes::{Event, START, Scene, scenes};

/// Far enough in the future that Redis forgets nothing of it.
const FUTURE: i64 = 4_102_444_800;
const KEYS: [&str; 3] = ["{online}", "{online}:open", "{online}:active"];
const USER: &str = "somebody";
/// Milliseconds, and connections.
const LEASE: &str = "60000";
const MOST: &str = "64";

/// A script by another clock: the seconds that come last.
fn by_clock(script: &str) -> String {
    let own = "redis.call('TIME')";
    assert_eq!(script.matches(own).count(), 1);
    script.replace(own, "{ARGV[#ARGV], 0}")
}

struct Stage {
    address: String,
    events: String,
    sweep: String,
}

impl Stage {
    fn eval(&self, script: &str, keys: &[&str], arguments: &[&str]) -> Vec<String> {
        let count = keys.len().to_string();
        let command = [&["EVAL", script, &count], keys, arguments].concat();
        let mut lines: Vec<String> =
            ask(&self.address, &command).lines().map(str::to_owned).collect();
        lines.resize(3, String::new());
        lines
    }

    fn play(&self, scene: &Scene) {
        ask(&self.address, &["FLUSHDB"]);
        let grace = (scene.grace * 1000).to_string();
        let mut now = FUTURE + START;
        for line in &scene.lines {
            let told = match line.event {
                Event::After(seconds) => {
                    now += seconds;
                    self.eval(&self.sweep, &KEYS, &["500", &now.to_string()])
                }
                Event::Page { name, what, stream, page } => {
                    let keys = [&KEYS[..], &["{online}:connections:somebody"]].concat();
                    let stream = stream.map(|stream| stream.to_string()).unwrap_or_default();
                    let step = [LEASE, &grace, MOST, USER, name, what, &stream, page];
                    self.eval(&self.events, &keys, &[&step[..], &[&now.to_string()]].concat())
                }
            };
            let presence = match told[1].as_str() {
                "0" => Some("offline"),
                "1" => Some("away"),
                "2" => Some("online"),
                _ => None,
            };
            let last = told[2].parse::<i64>().ok().map(|at| at / 1000 - FUTURE);
            let told = presence.map(|presence| (presence, last));
            assert_eq!(told, line.told, "{}: {}", scene.title, line.text);
        }
    }
}

#[tokio::test]
async fn every_scene_is_told_as_it_is_written() {
    if !Mode::is_full() {
        return;
    }
    let stage = Stage {
        address: Redis::shared().await.database(),
        events: by_clock(include_str!("../../src/presence/connection_events.lua")),
        sweep: by_clock(include_str!("../../src/presence/sweep.lua")),
    };
    scenes().iter().for_each(|scene| stage.play(scene));
}
