//! Rate limits: token buckets that make guessing, flooding and scraping slow.
//!
//! With Redis the buckets are there and hold for all processes together.
//! Without it, or while it is away, each process counts for itself: a limit
//! never makes a request fail or wait because Redis is gone.

mod guess;
mod local;

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use tokio::time::sleep;

pub use self::guess::Guess;
use self::local::LocalBuckets;
use crate::{
    backplane::Redis,
    error::{Error, Result, RetryAfter},
    secret,
};

/// What is limited and by whom it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Failed sign-ins to one account from one address; see [`Guess`].
    SignIn,
    /// Failed sign-ins from one address.
    SignInAddress,
    /// Failed sign-ins to one account from everywhere: what is beyond waits.
    SignInAccount,
    /// The same, where too many wait already, from one address.
    SignInPastLine,
    /// Wrong passwords of one's own in one session: apart from signing in, where
    /// strangers try as well.
    OwnPassword,
    /// Wrong reset links from one address.
    ResetAddress,
    /// New accounts from one address.
    Registration,
    /// Messages of one person.
    Sending,
    /// Whatever else one person changes.
    Writing,
    /// How far one person has read, and what they have begun to write. Pages tell
    /// it again when it is refused.
    Reading,
    /// Looking for people, by anybody signed in.
    Search,
    /// Whatever a program asks for, by its token.
    Program,
    /// The same, of all programs of one person.
    Programs,
    /// Telling others that one is typing; what is beyond is dropped in silence.
    Typing,
    /// Saying whether a page is looked at; the same.
    Presence,
    /// Wrong codes from one Telegram chat.
    LinkCode,
    /// Test messages that one person asks for: each takes its time from the
    /// notices of all.
    TestMessage,
    /// Answers of the bot to one chat; what is beyond is not answered.
    BotAnswer,
    /// What the bot sends, to everybody together; see [`Limits::wait`].
    Telegram,
    /// The same to one chat.
    TelegramChat,
}

/// More than any person's devices together need.
const MOST_STREAMS: usize = 64;

/// How many at once, and how long until one more.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    pub burst: u32,
    pub period: Duration,
}

/// A token that was taken.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// In how long it is there.
    pub wait: Duration,
    /// In how long the bucket is full again.
    pub until_full: Duration,
}

/// What is left in a bucket after one token was taken.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    pub rate: Rate,
    pub tokens: u32,
    /// In how long it is full again.
    pub until_full: Duration,
}

impl Left {
    fn new(rate: Rate, until_full: Duration) -> Self {
        let missing = until_full.as_secs_f64() / rate.period.as_secs_f64();
        // What comes next is there, if not quite.
        let tokens = rate.burst.saturating_sub(missing.ceil() as u32);
        Self { rate, tokens, until_full }
    }
}

impl Limit {
    fn rate(self) -> Rate {
        let (burst, milliseconds) = match self {
            Self::SignIn | Self::OwnPassword => (10, 6_000),
            Self::SignInAddress | Self::ResetAddress => (30, 6_000),
            Self::SignInAccount => (200, 1_000),
            Self::SignInPastLine => (1, 60_000),
            Self::Registration => (20, 180_000),
            Self::Sending => (60, 100),
            Self::Writing => (60, 200),
            Self::Reading => (120, 50),
            Self::Search => (5, 200),
            Self::Program => (600, 20),
            Self::Programs => (1_200, 10),
            Self::Typing => (5, 1_000),
            Self::Presence => (20, 1_000),
            Self::LinkCode => (5, 600_000),
            Self::TestMessage => (3, 10_000),
            Self::BotAnswer => (20, 1_000),
            Self::Telegram => (28, 36),
            Self::TelegramChat => (3, 1_000),
        };
        Rate { burst, period: Duration::from_millis(milliseconds) }
    }

    fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SignInAddress => "sign-in-address",
            Self::SignInAccount => "sign-in-account",
            Self::SignInPastLine => "sign-in-past-line",
            Self::OwnPassword => "own-password",
            Self::ResetAddress => "reset-address",
            Self::Registration => "registration",
            Self::Sending => "sending",
            Self::Writing => "writing",
            Self::Reading => "reading",
            Self::Search => "search",
            Self::Program => "program",
            Self::Programs => "programs",
            Self::Typing => "typing",
            Self::Presence => "presence",
            Self::LinkCode => "link-code",
            Self::TestMessage => "test-message",
            Self::BotAnswer => "bot-answer",
            Self::Telegram => "telegram",
            Self::TelegramChat => "telegram-chat",
        }
    }
}

/// The token buckets; does nothing when rate limits are off.
#[derive(Debug, Clone)]
pub struct Limits {
    on: bool,
    redis: Option<Redis>,
    local: LocalBuckets,
}

impl Limits {
    pub fn new(on: bool, redis: Option<Redis>) -> Self {
        Self { on, redis, local: LocalBuckets::default() }
    }

    /// Streams one person may have open at one process.
    pub fn most_streams(&self) -> usize {
        if self.on { MOST_STREAMS } else { usize::MAX }
    }

    /// Takes one token, or says when there will be one.
    pub async fn take(&self, limit: Limit, key: &str) -> Result<()> {
        if !self.on {
            return Ok(());
        }
        self.count(limit, key).await.map_err(Error::TooManyRequests)
    }

    /// Takes so many tokens together, or says when they will be there; never more
    /// than the burst.
    pub async fn take_several(&self, limit: Limit, key: &str, count: u32) -> Result<()> {
        if !self.on {
            return Ok(());
        }
        let taken = self.reserve_several(limit, key, count, Duration::ZERO).await;
        taken.map(drop).map_err(Error::TooManyRequests)
    }

    /// Takes one token and tells what is left, or when there will be one.
    pub async fn spend(&self, limit: Limit, key: &str) -> Result<Left> {
        let rate = limit.rate();
        if !self.on {
            return Ok(Left::new(rate, Duration::ZERO));
        }
        let taken = self.reserve(limit, key, Duration::ZERO).await;
        taken.map(|taken| Left::new(rate, taken.until_full)).map_err(Error::TooManyRequests)
    }

    /// Takes one token as soon as there is one. This is about what others ask
    /// of Natter, so it counts even when rate limits are off.
    pub async fn wait(&self, limit: Limit, key: &str) {
        while let Err(RetryAfter(rest)) = self.count(limit, key).await {
            sleep(rest).await;
        }
    }

    /// Takes one token or says when there will be one, even when rate limits
    /// are off.
    pub async fn count(&self, limit: Limit, key: &str) -> Result<(), RetryAfter> {
        self.reserve(limit, key, Duration::ZERO).await.map(drop)
    }

    /// Takes the next token if it comes within `patience`: whoever comes later
    /// gets the one after it. Or says when the line will be short enough. Even when
    /// rate limits are off.
    async fn reserve(
        &self,
        limit: Limit,
        key: &str,
        patience: Duration,
    ) -> Result<Taken, RetryAfter> {
        self.reserve_several(limit, key, 1, patience).await
    }

    async fn reserve_several(
        &self,
        limit: Limit,
        key: &str,
        count: u32,
        patience: Duration,
    ) -> Result<Taken, RetryAfter> {
        let reserved = match &self.redis {
            Some(redis) => {
                let name = shared_name(limit, key);
                redis.reserve_tokens(&name, limit.rate(), count, patience).await
            }
            None => None,
        };
        reserved.unwrap_or_else(|| self.local.reserve(limit, key, count, patience, Instant::now()))
    }

    /// Gives a token back: what was tried turned out to be harmless.
    pub async fn give_back(&self, limit: Limit, key: &str) {
        if !self.on {
            return;
        }
        let given = match &self.redis {
            Some(redis) => redis.give_back_token(&shared_name(limit, key), limit.rate()).await,
            None => None,
        };
        if given.is_none() {
            self.local.give_back(limit, key);
        }
    }
}

/// By what those at an address are counted: an IPv6 customer has a whole /64.
pub fn by_address(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The name of a bucket among the keys of the house. What people typed may be
/// long, may be anything, and is nobody's business there, so only its hash is in
/// the name.
fn shared_name(limit: Limit, key: &str) -> String {
    format!("limit:{}:{}", limit.name(), &secret::hex(key)[..32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_a_whole_network_is_counted_once() {
        let key = |address: &str| by_address(address.parse().expect("an address"));
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_ne!(key("203.0.113.1"), key("203.0.113.2"));
    }

    #[test]
    fn nothing_that_was_typed_is_in_the_name_of_a_bucket() {
        let name = shared_name(Limit::SignIn, "anna");
        let hash = name.strip_prefix("limit:sign-in:").expect("kind before key");
        assert!(hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
        let long = shared_name(Limit::SignIn, &"{}\r\n ".repeat(1000));
        assert_eq!(long.len(), name.len());
        assert_ne!(shared_name(Limit::SignIn, "boris"), name);
        assert_ne!(shared_name(Limit::SignInAddress, "anna"), name);
    }
}
