//! Whether Redis lets us do all that we need. An account of its own may be
//! kept to few commands, keys and channels, and a PING tells nothing of that.

use std::time::Duration;

use fred::{
    error::{Error, ErrorKind},
    interfaces::{EventInterface, KeysInterface, ListInterface, LuaInterface, PubsubInterface},
    types::{Expiration, Message},
};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::timeout,
};
use uuid::Uuid;

use super::{Redis, redis::means_away};
use crate::error::StartError;

/// What a trial writes goes away by itself, should it be cut off.
const LIFE: i64 = 60_000;
const WAIT: f64 = 1.0;
/// An echo takes less than a millisecond; a subscription may take longer.
const ECHO: Duration = Duration::from_millis(100);
const ECHOES: usize = 20;

/// All that our scripts call, on a sorted set, a hash and a text. By name,
/// because what Redis says of a refusal in a script does not tell it.
const SCRIPT: &str = "
local set, hash, text = unpack(KEYS)
for _, call in ipairs({
    { 'TIME' },
    { 'SET', text, '', 'PX', 60000 }, { 'PTTL', text }, { 'PEXPIRE', text, 60000 },
    { 'GET', text }, { 'DEL', text },
    { 'ZADD', set, 1, 'a' }, { 'PEXPIRE', set, 60000 }, { 'ZSCORE', set, 'a' },
    { 'ZRANGEBYSCORE', set, '-inf', 1, 'WITHSCORES', 'LIMIT', 0, 1 }, { 'ZREM', set, 'a' },
    { 'HSET', hash, 'a', 'b' }, { 'PEXPIREAT', hash, '32503680000000' }, { 'PEXPIRE', hash, 60000 },
    { 'HGET', hash, 'a' }, { 'HGETALL', hash }, { 'HDEL', hash, 'a' },
}) do
    local answer = redis.pcall(unpack(call))
    if type(answer) == 'table' and answer.err then
        return redis.error_reply(call[1] .. ' in a script: ' .. answer.err)
    end
end
return 1";
/// How Redis begins to say that an account may not do something.
const REFUSALS: [&str; 5] =
    ["NOPERM", "ACL failure", "o permission", "can't run this command", "can't access"];

impl Redis {
    /// Does everything once that Natter ever does; the first refusal as the error.
    pub async fn try_everything(&self) -> Result<(), Error> {
        // Nobody else's: two may be asked at once whether they are ready.
        let trial = Uuid::new_v4().simple();
        let own = |what: &str| self.key(&format!("{{trial:{trial}}}:{what}"));
        let (text, list) = (own("text"), own("list"));
        let pool = self.pool();
        let (keys, none) = (["set", "hash", "text"].map(own).to_vec(), Vec::<String>::new());
        pool.eval::<i64, _, _, _>(SCRIPT, keys, none).await?;
        pool.set::<(), _, _>(&text, "", Some(Expiration::PX(LIFE)), None, false).await?;
        pool.get::<Option<String>, _>(&text).await?;
        pool.del::<i64, _>(&text).await?;
        pool.lpush::<i64, _, _>(&list, "").await?;
        pool.pexpire::<i64, _>(&list, LIFE, None).await?;
        pool.llen::<i64, _>(&list).await?;
        pool.brpop::<Option<(String, String)>, _>(&list, WAIT).await?;
        self.hear_ourselves(&own("channel")).await
    }

    /// What is published must come in: that a subscription was refused, the
    /// client tells nobody.
    async fn hear_ourselves(&self, channel: &str) -> Result<(), Error> {
        let messages = self.subscriber().message_rx();
        self.subscriber().subscribe(channel).await?;
        let heard = self.echo(channel, messages).await;
        self.subscriber().unsubscribe(channel).await?;
        heard
    }

    async fn echo(&self, channel: &str, mut messages: Receiver<Message>) -> Result<(), Error> {
        for _ in 0..ECHOES {
            self.pool().next().publish::<i64, _, _>(channel, "").await?;
            let echo = async {
                loop {
                    match messages.recv().await {
                        Ok(message) if &*message.channel == channel => return true,
                        Err(RecvError::Closed) => return false,
                        Ok(_) | Err(RecvError::Lagged(_)) => {}
                    }
                }
            };
            if timeout(ECHO, echo).await == Ok(true) {
                return Ok(());
            }
        }
        let unheard = "NOPERM: what is published does not come in, so SUBSCRIBE is not allowed";
        Err(Error::new(ErrorKind::Unknown, unheard))
    }

    /// An error when we may do too little. All else is for later: people talk on
    /// while Redis is away or full.
    pub async fn has_rights(&self) -> Result<(), StartError> {
        match self.try_everything().await {
            Err(error) if is_about_rights(&error) => {
                Err(StartError::RedisRights(error.details().to_owned()))
            }
            Err(error) if !means_away(&error) => {
                tracing::warn!(%error, "Redis cannot be used as it is");
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn is_about_rights(error: &Error) -> bool {
    REFUSALS.iter().any(|words| error.details().contains(words))
}
