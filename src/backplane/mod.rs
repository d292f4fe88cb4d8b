//! Backplane: what all running processes share.
//!
//! Without Redis there is only this process and nothing to carry. With Redis,
//! hints travel over pub/sub, one channel a topic, and the rate limits are
//! counted for all processes together. Every key and channel begins with
//! `natter:` and names the house, so that several share one Redis.

mod buckets;
mod jobs;
mod lock;
mod pauses;
mod permissions;
mod redis;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use uuid::Uuid;

pub use self::redis::Redis;
use crate::announcement::{Hint, Topic};

/// What comes in from the backplane.
#[derive(Debug)]
pub enum BackplaneEvent {
    Heard(Topic, Box<Hint>),
    /// It is there again after it was away; anything may have been lost.
    Back,
}

/// The events of the backplane, in the order in which they came.
pub type Incoming = mpsc::Receiver<BackplaneEvent>;

/// What a process tells the others; its own name lets it skip its own echo.
#[derive(Debug, Serialize, Deserialize)]
struct Parcel<H> {
    from: Uuid,
    hint: H,
}

#[derive(Debug, Clone)]
pub enum Backplane {
    Local,
    Redis(Redis),
}

impl Backplane {
    /// Listens to a channel. True when it is confirmed; false when the backplane
    /// is away and the caller must make do without.
    pub async fn subscribe(&self, channel: &str) -> bool {
        match self {
            Self::Local => true,
            Self::Redis(redis) => redis.subscribe(channel).await,
        }
    }

    /// In which of its lives the backplane is; see [`Redis`].
    pub fn life(&self) -> u64 {
        match self {
            Self::Local => 0,
            Self::Redis(redis) => redis.life(),
        }
    }

    pub async fn unsubscribe(&self, channel: &str) {
        if let Self::Redis(redis) = self {
            redis.unsubscribe(channel).await;
        }
    }

    /// Tells the other processes, later and at most once.
    pub fn publish(&self, topic: &Topic, hint: &Hint) {
        if let Self::Redis(redis) = self {
            redis.publish(topic, hint);
        }
    }

    /// Waits until what was published so far has left, or cannot.
    pub async fn flush(&self) {
        if let Self::Redis(redis) = self {
            redis.flush().await;
        }
    }

    pub fn is_up(&self) -> bool {
        match self {
            Self::Local => true,
            Self::Redis(redis) => redis.is_up(),
        }
    }
}
