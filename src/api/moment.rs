//! Times as programs read them.

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A moment in UTC, as RFC 3339 writes it: `2026-11-29T04:26:00.123456Z`.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(value_type = String, format = DateTime)]
pub struct Moment(
    /// Microseconds since 1970.
    pub i64,
);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Timestamp::from_microsecond(self.0).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_utc() {
        let told = |micros| serde_json::to_string(&Moment(micros)).unwrap();
        assert_eq!(told(0), "\"1970-01-01T00:00:00Z\"");
        assert_eq!(told(1_764_390_360_123_456), "\"2025-11-29T04:26:00.123456Z\"");
        assert_eq!(told(i64::MAX), "\"1970-01-01T00:00:00Z\"");
    }
}
