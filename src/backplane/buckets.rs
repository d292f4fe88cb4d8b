//! Token buckets in Redis: one count for all processes.
//!
//! A bucket is one key, which lives exactly until the bucket is full again. So
//! the time it has left is all there is to know about it: Redis counts it down
//! by its own clock, and a full bucket is no key at all. Tokens that are
//! reserved before they are there only make that time longer. With a single key per
//! script the buckets may be spread over a cluster. The scripts are sent whole
//! each time, so a Redis that was emptied or restarted lacks nothing.

use std::time::Duration;

use fred::interfaces::LuaInterface;

use super::Redis;
use crate::{
    error::RetryAfter,
    limits::{Rate, Taken},
};

/// Times are in milliseconds. `ARGV`: until as many tokens more as are asked for,
/// until an empty bucket is full, how long one would wait. Answers in how long
/// they are there, and has taken them unless that is longer; and until the bucket
/// is full without them.
const RESERVE: &str = "
local until_full = math.max(redis.call('PTTL', KEYS[1]), 0) + tonumber(ARGV[1])
local wait = math.max(until_full - tonumber(ARGV[2]), 0)
if wait <= tonumber(ARGV[3]) then redis.call('SET', KEYS[1], '', 'PX', until_full) end
return {wait, until_full}";

/// `ARGV`: until one token more. A bucket that is full by now stays away, and
/// one that becomes full goes, so there are never more than the burst.
const GIVE_BACK: &str = "
local until_full = redis.call('PTTL', KEYS[1]) - tonumber(ARGV[1])
if until_full > 0 then return redis.call('PEXPIRE', KEYS[1], until_full) end
return redis.call('DEL', KEYS[1])";

impl Redis {
    /// Takes so many tokens that are there within `patience`, or says how much longer
    /// that would be. None when Redis is away: then somebody
    /// else must count.
    pub async fn reserve_tokens(
        &self,
        bucket: &str,
        rate: Rate,
        count: u32,
        patience: Duration,
    ) -> Option<Result<Taken, RetryAfter>> {
        let full = rate.period * rate.burst;
        let arguments = [rate.period * count, full, patience].map(milliseconds).to_vec();
        let answer = self.pool().eval(RESERVE, self.key(bucket), arguments);
        let (wait, until_full): (u64, u64) = self.ask(answer).await?;
        let [wait, until_full] = [wait, until_full].map(Duration::from_millis);
        let taken = Taken { wait, until_full };
        Some(if wait <= patience { Ok(taken) } else { Err(RetryAfter(wait - patience)) })
    }

    /// Gives a token back. None when Redis is away.
    pub async fn give_back_token(&self, bucket: &str, rate: Rate) -> Option<()> {
        self.ask(self.pool().eval(GIVE_BACK, self.key(bucket), milliseconds(rate.period))).await
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
