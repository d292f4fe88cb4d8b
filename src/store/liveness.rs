//! Which connections are asked whether they are alive before they are lent.
//!
//! The pool asks each when it comes back. What was used a moment ago is lent
//! without another round trip, unless something has failed since then: when a
//! server restarts or another takes over, all of its connections have ended,
//! and one request that finds out is enough.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::sqlx::{self, Connection, PgConnection};

/// How long one may lie in the pool and be taken for alive.
const A_MOMENT: Duration = Duration::from_secs(1);

/// When something last failed on a connection of this pool.
#[derive(Debug, Clone)]
pub(super) struct LastFailure {
    began: Instant,
    /// Microseconds since then; 0 while nothing has failed.
    at: Arc<AtomicU64>,
}

impl LastFailure {
    pub fn none() -> Self {
        Self { began: Instant::now(), at: Arc::default() }
    }

    /// A statement that is refused counts, too: it is rare, and costs each
    /// connection one round trip.
    pub fn note(&self) {
        self.note_at(self.elapsed());
    }

    fn note_at(&self, at: u64) {
        self.at.fetch_max(at, Ordering::Relaxed);
    }

    /// An error when a connection that has been idle for so long has ended.
    pub async fn is_alive(
        &self,
        connection: &mut PgConnection,
        idle_for: Duration,
    ) -> Result<bool, sqlx::Error> {
        if self.is_doubtful(self.elapsed(), idle_for) {
            connection.ping().await?;
        }
        Ok(true)
    }

    fn is_doubtful(&self, now: u64, idle_for: Duration) -> bool {
        let failed_at = self.at.load(Ordering::Relaxed);
        let idle_since = now.saturating_sub(micros(idle_for));
        idle_for >= A_MOMENT || (failed_at > 0 && idle_since <= failed_at)
    }

    fn elapsed(&self) -> u64 {
        micros(self.began.elapsed())
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_a_moment_ago_is_trusted_until_something_fails() {
        let (failure, now) = (LastFailure::none(), 60_000_000);
        let half = A_MOMENT / 2;
        assert!(!failure.is_doubtful(now, Duration::ZERO));
        assert!(!failure.is_doubtful(now, half));
        assert!(failure.is_doubtful(now, A_MOMENT));

        failure.note_at(now);
        assert!(failure.is_doubtful(now, half), "it was idle when that failed");
        let later = now + micros(half) + 1;
        assert!(!failure.is_doubtful(later, half), "it came back after that");
        assert!(failure.is_doubtful(later, half * 3 / 2));
    }
}
