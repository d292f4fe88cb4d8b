//! The leases that all processes share, in Redis. Every event is a script, so
//! that it is one instant and all go by Redis' own clock.
//!
//! `natter:{HOUSE:online}` (user, end of being online in milliseconds) may be
//! read by anybody. What is in the braces puts the others into the same slot of
//! a cluster.

use std::{sync::Arc, time::Duration};

use fred::{interfaces::LuaInterface, types::FromValue};
use uuid::Uuid;

use super::state::{
    Beat, Change, ConnectionEvent, EventKind, LEASE, MOST_CONNECTIONS, Outcome, Page, Presence,
};
use crate::backplane::Redis;

/// Most that one sweep ends; what is left has its turn in the next call.
const SWEPT_AT_ONCE: usize = 500;

#[derive(Debug, Clone)]
pub(super) struct RedisLeases {
    redis: Redis,
    grace: Duration,
    /// The name of the first, which the others begin with.
    online: Arc<str>,
}

impl RedisLeases {
    pub fn new(redis: Redis, grace: Duration) -> Self {
        let online = format!("natter:{{{}:online}}", redis.house()).into();
        Self { redis, grace, online }
    }

    /// Who is online, who is here at all, and when those who are away were last
    /// online.
    fn keys(&self) -> Vec<String> {
        let online = &self.online;
        vec![online.to_string(), format!("{online}:open"), format!("{online}:active")]
    }

    pub async fn apply(&self, events: &[ConnectionEvent]) -> Option<Vec<Outcome>> {
        let mut keys = self.keys();
        let online = &self.online;
        keys.extend(events.iter().map(|event| format!("{online}:connections:{}", event.user)));
        let (lease, grace) = (LEASE.as_millis(), self.grace.as_millis());
        let mut arguments =
            vec![lease.to_string(), grace.to_string(), MOST_CONNECTIONS.to_string()];
        arguments.extend(events.iter().flat_map(arguments_of));
        let answer: Vec<String> =
            self.ask(include_str!("connection_events.lua"), keys, arguments).await?;
        let outcomes = events.iter().zip(answer.chunks_exact(3));
        Some(outcomes.map(|(event, answer)| outcome(event.user, answer)).collect())
    }

    pub async fn sweep(&self) -> Option<Vec<Change>> {
        let mut changes = Vec::new();
        loop {
            let most = vec![SWEPT_AT_ONCE.to_string()];
            let answer: Vec<String> =
                self.ask(include_str!("sweep.lua"), self.keys(), most).await?;
            changes.extend(
                answer
                    .chunks_exact(3)
                    .filter_map(|answer| change(answer[0].parse().ok()?, &answer[1], &answer[2])),
            );
            if answer.len() / 3 < SWEPT_AT_ONCE {
                return Some(changes);
            }
        }
    }

    pub async fn states(&self, users: &[Uuid]) -> Option<Vec<Presence>> {
        let users = users.iter().map(Uuid::to_string).collect();
        let digits: String = self.ask(include_str!("states.lua"), self.keys(), users).await?;
        digits.chars().map(Presence::from_digit).collect()
    }

    /// None when Redis is away.
    async fn ask<T: FromValue>(
        &self,
        script: &'static str,
        keys: Vec<String>,
        arguments: Vec<String>,
    ) -> Option<T> {
        self.redis.ask(self.redis.pool().eval(script, keys, arguments)).await
    }
}

/// An event as the script takes it.
fn arguments_of(event: &ConnectionEvent) -> [String; 5] {
    let (kind, stream, page) = match event.kind {
        EventKind::Beat(Beat::Shown) => ("shown", None, Page::Silent),
        EventKind::Beat(Beat::Idle) => ("idle", None, Page::Silent),
        EventKind::Beat(Beat::Hidden) => ("hidden", None, Page::Silent),
        EventKind::Opened(stream) => ("opened", Some(stream), Page::Silent),
        EventKind::Kept(stream, page) => ("kept", Some(stream), page),
        EventKind::Closed(stream) => ("closed", Some(stream), Page::Silent),
    };
    let page = match page {
        Page::Silent => "silent",
        Page::Shown => "shown",
        Page::Hidden => "hidden",
    };
    let stream = stream.map(|stream| stream.to_string()).unwrap_or_default();
    [event.user.to_string(), event.connection.as_str().to_owned(), kind.into(), stream, page.into()]
}

fn outcome(user: Uuid, answer: &[String]) -> Outcome {
    let page = match answer[0].as_str() {
        "silent" => Page::Silent,
        "shown" => Page::Shown,
        _ => Page::Hidden,
    };
    Outcome { page, change: change(user, &answer[1], &answer[2]) }
}

fn change(user: Uuid, presence: &str, active_at: &str) -> Option<Change> {
    let presence = presence.chars().next().and_then(Presence::from_digit)?;
    Some(Change { user, presence, active_at: active_at.parse().ok() })
}
