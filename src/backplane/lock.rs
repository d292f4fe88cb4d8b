//! A lock for what only one process may do at a time.

use std::time::Duration;

use fred::interfaces::LuaInterface;

use super::Redis;

/// Takes what nobody holds, and goes on with what is held already.
const LOCK: &str = "
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1";
const UNLOCK: &str = "
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0";

impl Redis {
    /// Whether this process holds `what`, from now on for so long. Nobody does
    /// while Redis is away.
    pub async fn try_lock(&self, what: &str, life: Duration) -> bool {
        let arguments = vec![self.name().to_string(), life.as_millis().to_string()];
        let held: Option<i64> = self.ask(self.pool().eval(LOCK, self.key(what), arguments)).await;
        held == Some(1)
    }

    /// Leaves it to others.
    pub async fn unlock(&self, what: &str) {
        let name = self.name().to_string();
        self.ask(self.pool().eval::<i64, _, _, _>(UNLOCK, self.key(what), name)).await;
    }
}
