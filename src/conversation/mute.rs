//! For how long somebody wants quiet from a conversation.

use jiff::{Timestamp, ToSpan, civil::Time, tz::TimeZone};

use crate::error::{Error, Result};

/// When `tomorrow` begins for who wants quiet until then.
const MORNING: Time = Time::constant(8, 0, 0, 0);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mute {
    Hour,
    EightHours,
    /// Until the morning, by the person's own clock.
    Tomorrow,
    Always,
}

impl Mute {
    /// As it is sent in forms, each with its words.
    pub const ALL: [(&'static str, &'static str); 4] = [
        ("1h", "mute-1h"),
        ("8h", "mute-8h"),
        ("tomorrow", "mute-tomorrow"),
        ("always", "mute-always"),
    ];

    /// From a form: none for `off`.
    pub fn parse(value: &str) -> Result<Option<Self>> {
        match value {
            "1h" => Ok(Some(Self::Hour)),
            "8h" => Ok(Some(Self::EightHours)),
            "tomorrow" => Ok(Some(Self::Tomorrow)),
            "always" => Ok(Some(Self::Always)),
            "off" => Ok(None),
            _ => Err(Error::BadRequest("error-mute")),
        }
    }

    /// The end, in microseconds since 1970.
    pub fn until(self, zone: &TimeZone) -> i64 {
        self.end(Timestamp::now(), zone.clone()).map_or(i64::MAX, Timestamp::as_microsecond)
    }

    fn end(self, now: Timestamp, zone: TimeZone) -> Option<Timestamp> {
        match self {
            Self::Hour => now.checked_add(1.hour()).ok(),
            Self::EightHours => now.checked_add(8.hours()).ok(),
            Self::Tomorrow => {
                let tomorrow = now.to_zoned(zone.clone()).date().checked_add(1.day()).ok()?;
                Some(tomorrow.to_datetime(MORNING).to_zoned(zone).ok()?.timestamp())
            }
            Self::Always => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tomorrow_begins_in_the_morning_of_the_person() {
        let now: Timestamp = "2026-11-24T23:30:00Z".parse().expect("a moment");
        let end = |zone: &str| {
            let zone = TimeZone::get(zone).expect("a zone");
            Mute::Tomorrow.end(now, zone).expect("an end").to_string()
        };
        assert_eq!(end("UTC"), "2026-11-25T08:00:00Z");
        // There it is the 25th already.
        assert_eq!(end("Europe/Moscow"), "2026-11-26T05:00:00Z");
        assert_eq!(Mute::Always.end(now, TimeZone::UTC), None);
        assert!(Mute::parse("off").is_ok_and(|mute| mute.is_none()));
        assert!(Mute::parse("2h").is_err());
    }
}
