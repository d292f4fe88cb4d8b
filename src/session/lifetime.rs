//! How long a session lasts.

use time::Duration;
use tower_sessions::Expiry;

/// From its last use.
pub const IDLE: Duration = Duration::days(30);
/// From the sign-in, however much it is used.
const LONGEST: Duration = Duration::days(180);
/// More than all devices of anybody.
pub const MOST_SESSIONS: u64 = 50;

/// How long a session that is used now goes on; times are microseconds since
/// 1970.
pub fn expiry(signed_in_at: i64, now: i64) -> Expiry {
    let left = signed_in_at + micros(LONGEST) - now;
    Expiry::OnInactivity(IDLE.min(Duration::microseconds(left)))
}

/// When what was signed in then ends at the latest.
pub fn end(signed_in_at: i64) -> i64 {
    signed_in_at + micros(LONGEST)
}

/// Who signed in then, or earlier, has to do so again.
pub fn too_long_ago(now: i64) -> i64 {
    now - micros(LONGEST)
}

fn micros(duration: Duration) -> i64 {
    duration.whole_seconds() * 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_in_use_goes_on_for_a_month_but_never_beyond_half_a_year() {
        let days = |days| micros(Duration::days(days));
        for (now, left) in [(0, 30), (149, 30), (170, 10), (181, -1)] {
            assert_eq!(expiry(0, days(now)), Expiry::OnInactivity(Duration::days(left)));
        }
    }
}
