//! Rate limits: token buckets that make guessing, flooding and scraping slow.
//!
//! The buckets live in this process; with several processes each has its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::error::{Error, Result, RetryAfter};

/// Buckets kept before those that are full again are forgotten.
const SWEEP_ABOVE: usize = 10_000;

/// What is limited, by whom it is counted and how fast it comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Failed sign-ins of one account.
    SignInAccount,
    /// Failed sign-ins from one address.
    SignInAddress,
    /// New accounts from one address.
    Registration,
    /// Messages of one person.
    Sending,
    /// Looking for people, by anybody signed in.
    Search,
    /// Telling others that one is typing; what is beyond is dropped in silence.
    Typing,
}

impl Limit {
    /// How many at once, and how long until one more.
    fn rate(self) -> (f64, Duration) {
        match self {
            Self::SignInAccount => (10.0, Duration::from_secs(6)),
            Self::SignInAddress => (30.0, Duration::from_secs(6)),
            Self::Registration => (20.0, Duration::from_secs(180)),
            Self::Sending => (60.0, Duration::from_millis(100)),
            Self::Search => (5.0, Duration::from_millis(200)),
            Self::Typing => (5.0, Duration::from_secs(1)),
        }
    }
}

type Buckets = HashMap<(Limit, String), Bucket>;

/// The token buckets; does nothing when rate limits are off.
#[derive(Debug, Clone)]
pub struct Limits {
    buckets: Option<Arc<Mutex<Buckets>>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    fn full(limit: Limit, now: Instant) -> Self {
        Self { tokens: limit.rate().0, at: now }
    }

    /// The bucket as it has filled up until now.
    fn refilled(self, limit: Limit, now: Instant) -> Self {
        let (burst, period) = limit.rate();
        let gained = now.saturating_duration_since(self.at).as_secs_f64() / period.as_secs_f64();
        Self { tokens: (self.tokens + gained).min(burst), at: now }
    }
}

impl Limits {
    pub fn new(on: bool) -> Self {
        Self { buckets: on.then(Arc::default) }
    }

    /// Takes one token, or says when there will be one.
    pub fn take(&self, limit: Limit, key: &str) -> Result<()> {
        self.take_at(limit, key, Instant::now())
    }

    /// Gives a token back: what was tried turned out to be harmless.
    pub fn give_back(&self, limit: Limit, key: &str) {
        let Some(buckets) = &self.buckets else { return };
        let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(&(limit, key.to_owned())) {
            bucket.tokens = (bucket.tokens + 1.0).min(limit.rate().0);
        }
    }

    fn take_at(&self, limit: Limit, key: &str, now: Instant) -> Result<()> {
        let Some(buckets) = &self.buckets else { return Ok(()) };
        let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > SWEEP_ABOVE {
            buckets
                .retain(|(limit, _), bucket| bucket.refilled(*limit, now).tokens < limit.rate().0);
        }
        let bucket =
            buckets.entry((limit, key.to_owned())).or_insert_with(|| Bucket::full(limit, now));
        *bucket = bucket.refilled(limit, now);
        if bucket.tokens < 1.0 {
            let wait = limit.rate().1.mul_f64(1.0 - bucket.tokens);
            return Err(Error::TooManyRequests(RetryAfter(wait)));
        }
        bucket.tokens -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_then_one_per_period() {
        let (limits, start) = (Limits::new(true), Instant::now());
        for _ in 0..10 {
            assert!(limits.take_at(Limit::SignInAccount, "anna", start).is_ok());
        }
        assert!(limits.take_at(Limit::SignInAccount, "anna", start).is_err());
        assert!(limits.take_at(Limit::SignInAccount, "boris", start).is_ok());
        let later = start + Duration::from_secs(7);
        assert!(limits.take_at(Limit::SignInAccount, "anna", later).is_ok());
        assert!(limits.take_at(Limit::SignInAccount, "anna", later).is_err());
    }

    #[test]
    fn the_wait_is_told_in_whole_seconds_of_at_least_one() {
        let (limits, start) = (Limits::new(true), Instant::now());
        for _ in 0..60 {
            assert!(limits.take_at(Limit::Sending, "anna", start).is_ok());
        }
        match limits.take_at(Limit::Sending, "anna", start) {
            Err(Error::TooManyRequests(wait)) => assert_eq!(wait.seconds(), 1),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_but_no_more() {
        let (limits, start) = (Limits::new(true), Instant::now());
        for _ in 0..30 {
            assert!(limits.take_at(Limit::SignInAddress, "::1", start).is_ok());
            limits.give_back(Limit::SignInAddress, "::1");
        }
        for _ in 0..30 {
            assert!(limits.take_at(Limit::SignInAddress, "::1", start).is_ok());
        }
        assert!(limits.take_at(Limit::SignInAddress, "::1", start).is_err());
    }
}
