//! Waiting for a condition, never for a time.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Far above what anything here takes, so that only a real fault reaches it. On
/// a busy machine Redis may not answer for a second: then nobody is taken as
/// absent for half a minute, and looked at again half a minute later.
pub const DEADLINE: Duration = Duration::from_secs(90);

const INTERVAL: Duration = Duration::from_millis(15);

/// Asks again and again until `probe` answers, and panics after [`DEADLINE`].
pub async fn eventually<T>(what: &str, probe: impl AsyncFnMut() -> Option<T>) -> T {
    within(DEADLINE, what, probe).await
}

/// The same with a deadline of its own, for what is slow by design.
pub async fn within<T>(
    deadline: Duration,
    what: &str,
    mut probe: impl AsyncFnMut() -> Option<T>,
) -> T {
    let end = Instant::now() + deadline;
    loop {
        if let Some(found) = probe().await {
            return found;
        }
        assert!(Instant::now() < end, "waited {deadline:?} in vain: {what}");
        sleep(INTERVAL).await;
    }
}
