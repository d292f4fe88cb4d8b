//! A pause that Telegram has asked for, for all processes together.

use std::time::Duration;

use fred::interfaces::LuaInterface;

use super::Redis;

const PAUSE: &str = "telegram:pause";
/// Only ever longer.
const BEGIN: &str = "
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '', 'PX', ARGV[1]) end
return 0";
const LEFT: &str = "return redis.call('PTTL', KEYS[1])";

impl Redis {
    /// False when Redis is away: then only this process knows.
    pub async fn pause_telegram(&self, pause: Duration) -> bool {
        let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX).max(1).to_string();
        self.ask(self.pool().eval::<i64, _, _, _>(BEGIN, self.key(PAUSE), millis)).await.is_some()
    }

    /// What is left of it.
    pub async fn telegram_pause_left(&self) -> Option<Duration> {
        let none: Vec<String> = Vec::new();
        let left: i64 = self.ask(self.pool().eval(LEFT, self.key(PAUSE), none)).await?;
        u64::try_from(left).ok().map(Duration::from_millis)
    }
}
