//! Where somebody's days begin and end.

use jiff::tz::TimeZone;

use crate::entity::user;

/// The zone that a user has saved, if any.
pub fn saved_zone(user: &user::Model) -> Option<TimeZone> {
    TimeZone::get(user.time_zone.as_deref()?).ok()
}
