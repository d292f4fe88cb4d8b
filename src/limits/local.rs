//! Token buckets of this process alone.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Limit, Rate, Taken};
use crate::error::RetryAfter;

/// Buckets kept before those that are full again are forgotten.
const SWEEP_ABOVE: usize = 10_000;

#[derive(Debug, Clone, Default)]
pub(super) struct LocalBuckets(Arc<Mutex<Buckets>>);

#[derive(Debug)]
struct Buckets {
    kept: HashMap<(Limit, String), Bucket>,
    sweep_above: usize,
}

impl Default for Buckets {
    fn default() -> Self {
        Self { kept: HashMap::new(), sweep_above: SWEEP_ABOVE }
    }
}

impl Buckets {
    /// Forgets those that are full again; next when there are twice as many, for
    /// a flood leaves none that are, and each request would look in vain.
    fn sweep(&mut self, now: Instant) {
        if self.kept.len() > self.sweep_above {
            self.kept.retain(|(limit, _), bucket| !bucket.is_full(*limit, now));
            self.sweep_above = SWEEP_ABOVE.max(2 * self.kept.len());
        }
    }
}

/// Tokens that are reserved before they are there are missing in it.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    fn full(limit: Limit, now: Instant) -> Self {
        Self { tokens: f64::from(limit.rate().burst), at: now }
    }

    /// The bucket as it has filled up until now.
    fn refilled(self, limit: Limit, now: Instant) -> Self {
        let Rate { burst, period } = limit.rate();
        let gained = now.saturating_duration_since(self.at).as_secs_f64() / period.as_secs_f64();
        Self { tokens: (self.tokens + gained).min(f64::from(burst)), at: now }
    }

    fn is_full(self, limit: Limit, now: Instant) -> bool {
        self.refilled(limit, now).tokens >= f64::from(limit.rate().burst)
    }
}

impl LocalBuckets {
    /// Takes so many tokens that are there within `patience`, or says how much longer
    /// that would be.
    pub fn reserve(
        &self,
        limit: Limit,
        key: &str,
        count: u32,
        patience: Duration,
        now: Instant,
    ) -> Result<Taken, RetryAfter> {
        let mut buckets = self.lock();
        buckets.sweep(now);
        let bucket =
            buckets.kept.entry((limit, key.to_owned())).or_insert_with(|| Bucket::full(limit, now));
        *bucket = bucket.refilled(limit, now);
        let wait = limit.rate().period.mul_f64((f64::from(count) - bucket.tokens).max(0.0));
        if wait > patience {
            return Err(RetryAfter(wait - patience));
        }
        bucket.tokens -= f64::from(count);
        let Rate { burst, period } = limit.rate();
        let until_full = period.mul_f64((f64::from(burst) - bucket.tokens).max(0.0));
        Ok(Taken { wait, until_full })
    }

    /// Gives a token back; there are never more than the burst.
    pub fn give_back(&self, limit: Limit, key: &str) {
        if let Some(bucket) = self.lock().kept.get_mut(&(limit, key.to_owned())) {
            bucket.tokens = (bucket.tokens + 1.0).min(f64::from(limit.rate().burst));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Buckets> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl LocalBuckets {
        fn take(&self, limit: Limit, key: &str, now: Instant) -> Result<(), RetryAfter> {
            self.reserve(limit, key, 1, Duration::ZERO, now).map(drop)
        }
    }

    #[test]
    fn a_burst_is_allowed_and_then_one_per_period() {
        let (buckets, start) = (LocalBuckets::default(), Instant::now());
        for _ in 0..10 {
            assert!(buckets.take(Limit::SignIn, "anna", start).is_ok());
        }
        assert!(buckets.take(Limit::SignIn, "anna", start).is_err());
        assert!(buckets.take(Limit::SignIn, "boris", start).is_ok());
        let later = start + Duration::from_secs(7);
        assert!(buckets.take(Limit::SignIn, "anna", later).is_ok());
        assert!(buckets.take(Limit::SignIn, "anna", later).is_err());
    }

    #[test]
    fn the_wait_is_told_in_whole_seconds_of_at_least_one() {
        let (buckets, start) = (LocalBuckets::default(), Instant::now());
        for _ in 0..60 {
            assert!(buckets.take(Limit::Sending, "anna", start).is_ok());
        }
        let refused = buckets.take(Limit::Sending, "anna", start);
        assert_eq!(refused.map_err(RetryAfter::seconds), Err(1));
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_but_no_more() {
        let (buckets, start) = (LocalBuckets::default(), Instant::now());
        for _ in 0..30 {
            assert!(buckets.take(Limit::SignInAddress, "::1", start).is_ok());
            buckets.give_back(Limit::SignInAddress, "::1");
        }
        for _ in 0..30 {
            assert!(buckets.take(Limit::SignInAddress, "::1", start).is_ok());
        }
        assert!(buckets.take(Limit::SignInAddress, "::1", start).is_err());
    }

    #[test]
    fn a_flood_is_looked_through_seldom_and_forgotten_once_it_is_over() {
        let (buckets, start) = (LocalBuckets::default(), Instant::now());
        let take = |key: usize, now| buckets.take(Limit::SignIn, &key.to_string(), now).is_ok();
        for key in 0..=SWEEP_ABOVE + 1 {
            assert!(take(key, start));
        }
        assert_eq!(buckets.lock().sweep_above, 2 * (SWEEP_ABOVE + 1));
        let later = start + Duration::from_secs(7);
        for key in SWEEP_ABOVE + 2..=2 * SWEEP_ABOVE + 2 {
            assert!(take(key, later));
        }
        assert!(take(0, later));
        assert!(buckets.lock().kept.len() <= SWEEP_ABOVE + 2, "the old ones are full again");
    }

    #[test]
    fn several_are_taken_together_or_none_of_them() {
        let (buckets, start) = (LocalBuckets::default(), Instant::now());
        let take = |count, now| {
            let taken = buckets.reserve(Limit::Sending, "anna", count, Duration::ZERO, now);
            taken.map(drop).map_err(RetryAfter::seconds)
        };
        assert_eq!(take(1, start), Ok(()));
        assert_eq!(take(60, start), Err(1));
        assert_eq!(take(59, start), Ok(()), "nothing was lost");
        assert_eq!(take(60, start), Err(6));
        assert_eq!(take(60, start + Duration::from_secs(6)), Ok(()));
    }

    #[test]
    fn what_is_reserved_comes_in_turn_and_the_line_has_an_end() {
        let (buckets, start) = (LocalBuckets::default(), Instant::now());
        let seconds = |taken: Result<Taken, RetryAfter>| match taken {
            Ok(taken) => Ok(taken.wait.as_secs()),
            Err(wait) => Err(wait.seconds()),
        };
        let reserve = |now| {
            seconds(buckets.reserve(Limit::SignInAccount, "anna", 1, Duration::from_secs(3), now))
        };
        for _ in 0..200 {
            assert_eq!(reserve(start), Ok(0));
        }
        assert_eq!([(); 4].map(|()| reserve(start)), [Ok(1), Ok(2), Ok(3), Err(1)]);
        let later = start + Duration::from_secs(2);
        assert_eq!([(); 3].map(|()| reserve(later)), [Ok(2), Ok(3), Err(1)]);
    }
}
