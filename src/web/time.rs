//! Times as they stand in fragments. A script puts them into the reader's
//! zone; without it they are in UTC, or in the saved zone where there is one.

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

use crate::{entity::user, language::Words};

fn moment(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// For `datetime`: `2026-11-23T09:30:00Z`.
pub fn iso(micros: i64) -> String {
    moment(micros).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `09:30` in UTC.
pub fn clock(micros: i64) -> String {
    moment(micros).strftime("%H:%M").to_string()
}

/// The zone that a user has saved, UTC else.
pub fn zone(user: &user::Model) -> TimeZone {
    user.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

/// The day on which something happened in this zone.
pub fn day(micros: i64, zone: &TimeZone) -> Date {
    moment(micros).to_zoned(zone.clone()).date()
}

/// `24 Nov 2026, 09:30` in this zone.
pub fn in_words(micros: i64, zone: &TimeZone, words: Words) -> String {
    let then = moment(micros).to_zoned(zone.clone());
    format!("{} {}, {}", words.date("date-short", then.date()), then.year(), then.strftime("%H:%M"))
}

/// For the list: the time of day, or the day when it was another one.
pub fn short(micros: i64, words: Words) -> String {
    let then = moment(micros).to_zoned(TimeZone::UTC);
    if then.date() == Zoned::now().with_time_zone(TimeZone::UTC).date() {
        return clock(micros);
    }
    words.date("date-short", then.date())
}
