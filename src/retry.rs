//! Waiting at the start for what is not there yet: after a power cut the
//! database may need longer than Natter.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::error::StartError;

/// Then whoever watches over the process should hear of it.
const LIMIT: Duration = Duration::from_secs(60);
/// A host that is not there does not even refuse.
const ATTEMPT: Duration = Duration::from_secs(5);
/// Between attempts, growing.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// Why an attempt failed.
pub enum Failure {
    /// It may work soon.
    Passing(String),
    /// Waiting does not help: a wrong password, say.
    Lasting(StartError),
}

/// Tries until it works; an error when it cannot, or not within a minute.
/// `what` is for the log, so it must hold no password.
pub async fn retry_at_start<T>(
    what: &str,
    attempt: impl AsyncFn() -> Result<T, Failure>,
) -> Result<T, StartError> {
    let deadline = Instant::now() + LIMIT;
    let mut pause = FIRST_PAUSE;
    loop {
        let reason = match timeout(ATTEMPT, attempt()).await {
            Ok(Ok(found)) => return Ok(found),
            Ok(Err(Failure::Lasting(error))) => return Err(error),
            Ok(Err(Failure::Passing(reason))) => reason,
            Err(_) => "no answer".to_owned(),
        };
        let rest = deadline.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            return Err(StartError::NotThere { what: what.to_owned(), reason });
        }
        tracing::warn!("waiting for {what}: {reason}");
        sleep(pause.min(rest)).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
