//! How fast Telegram may be spoken to: about 30 messages a second by the whole
//! bot and one a second to a chat (Bot API, "My bot is hitting limits"), and
//! not at all while it has asked for a pause. On all processes together.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use crate::{
    backplane::Redis,
    error::RetryAfter,
    limits::{Limit, Limits},
};

#[derive(Debug, Clone)]
pub struct Pace {
    limits: Limits,
    redis: Option<Redis>,
    paused_until: Arc<Mutex<Option<Instant>>>,
}

impl Pace {
    pub fn new(limits: Limits, redis: Option<Redis>) -> Self {
        Self { limits, redis, paused_until: Arc::default() }
    }

    /// Waits until it is this chat's turn.
    pub async fn wait_for(&self, chat: i64) {
        self.limits.wait(Limit::TelegramChat, &chat.to_string()).await;
        self.wait_for_bot().await;
    }

    /// Waits until it is the bot's turn; when the chat's has not come, says at
    /// once how long that will take. So one chat does not hold up the others.
    pub async fn try_for(&self, chat: i64) -> Result<(), RetryAfter> {
        self.limits.count(Limit::TelegramChat, &chat.to_string()).await?;
        self.wait_for_bot().await;
        Ok(())
    }

    async fn wait_for_bot(&self) {
        self.limits.wait(Limit::Telegram, "").await;
        self.wait_for_pause().await;
    }

    /// Waits while there is a pause.
    pub async fn wait_for_pause(&self) {
        while let Some(rest) = self.rest().await {
            sleep(rest).await;
        }
    }

    /// Nobody may send for so long.
    pub async fn pause(&self, pause: Duration) {
        self.extend_to(Instant::now() + pause);
        if let Some(redis) = &self.redis {
            redis.pause_telegram(pause).await;
        }
    }

    /// Only ever longer.
    fn extend_to(&self, until: Instant) {
        let mut longest = self.lock();
        *longest = (*longest).max(Some(until));
    }

    /// What is left of a pause.
    async fn rest(&self) -> Option<Duration> {
        let own = (*self.lock()).and_then(|until| until.checked_duration_since(Instant::now()));
        let shared = match &self.redis {
            Some(redis) => redis.telegram_pause_left().await,
            None => None,
        };
        own.max(shared).filter(|rest| !rest.is_zero())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.paused_until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
