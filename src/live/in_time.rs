//! How long a read may take. A connection may have died without a word, and what
//! waits for it for ever holds up whatever waits behind it.

use std::time::Duration;

use sea_orm::DbErr;
use tokio::time::timeout;

const LONGEST: Duration = Duration::from_secs(10);

/// What was read; an error when that takes too long.
pub(super) async fn in_time<T, E: From<DbErr>>(
    reading: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    within(LONGEST, reading).await
}

async fn within<T, E: From<DbErr>>(
    longest: Duration,
    reading: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let slow = |_| Err(DbErr::Custom("reading took too long".to_owned()).into());
    timeout(longest, reading).await.unwrap_or_else(slow)
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn nothing_is_waited_for_for_ever() {
        let longest = Duration::from_millis(1);
        assert_eq!(within(longest, ready(Ok::<_, DbErr>(1))).await, Ok(1));
        assert!(within(longest, pending::<Result<(), DbErr>>()).await.is_err());
    }
}
