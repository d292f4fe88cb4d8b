//! What somebody has chosen, as the rest of the program reads it.

use jiff::tz::TimeZone;

use crate::{entity::user, language::Language};

/// Where a user's days begin and end; none means as their device has it.
pub fn saved_zone(user: &user::Model) -> Option<TimeZone> {
    TimeZone::get(user.time_zone.as_deref()?).ok()
}

/// In which language a user is spoken to; none means as they ask for.
pub fn saved_language(user: &user::Model) -> Option<Language> {
    Language::from_tag(user.language.as_deref()?)
}
