//! Token buckets in Redis: one count for all processes.
//!
//! A bucket is one key, which lives exactly until the bucket is full again. So
//! the time it has left is all there is to know about it: Redis counts it down
//! by its own clock, and a full bucket is no key at all. With a single key per
//! script the buckets may be spread over a cluster. The scripts are sent whole
//! each time, so a Redis that was emptied or restarted lacks nothing.

use std::time::Duration;

use fred::interfaces::LuaInterface;

use super::Redis;
use crate::{error::RetryAfter, limits::Rate};

/// Times are in milliseconds. `ARGV`: until one token more, until an empty
/// bucket is full. Answers 0 for a token, else how long until there is one.
const TAKE: &str = "
local until_full = math.max(redis.call('PTTL', KEYS[1]), 0) + tonumber(ARGV[1])
local wait = until_full - tonumber(ARGV[2])
if wait > 0 then return wait end
redis.call('SET', KEYS[1], '', 'PX', until_full)
return 0";

/// `ARGV`: until one token more. A bucket that is full by now stays away, and
/// one that becomes full goes, so there are never more than the burst.
const GIVE_BACK: &str = "
local until_full = redis.call('PTTL', KEYS[1]) - tonumber(ARGV[1])
if until_full > 0 then return redis.call('PEXPIRE', KEYS[1], until_full) end
return redis.call('DEL', KEYS[1])";

impl Redis {
    /// Takes one token, or says when there will be one. None when Redis is
    /// away: then somebody else must count.
    pub async fn take_token(&self, bucket: &str, rate: Rate) -> Option<Result<(), RetryAfter>> {
        let full = milliseconds(rate.period * rate.burst);
        let arguments = vec![milliseconds(rate.period), full];
        let wait: u64 = self.ask(self.pool().eval(TAKE, self.key(bucket), arguments)).await?;
        Some(match wait {
            0 => Ok(()),
            wait => Err(RetryAfter(Duration::from_millis(wait))),
        })
    }

    /// Gives a token back. None when Redis is away.
    pub async fn give_back_token(&self, bucket: &str, rate: Rate) -> Option<()> {
        self.ask(self.pool().eval(GIVE_BACK, self.key(bucket), milliseconds(rate.period))).await
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
