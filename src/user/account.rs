//! What people say about themselves: in the registration form and in the
//! settings.

use std::ops::RangeInclusive;

use jiff::tz::TimeZoneDatabase;
use uuid::Uuid;

use super::{
    DisplayName, Email, Role, Username,
    common_passwords::{is_common, is_one_of},
    opaque,
};
use crate::{
    attempt::{Aim, Attempt},
    entity::user,
    form::Fields,
    language::Language,
    problem::{Problem, Problems},
};

/// An account that may be made: every field parsed.
#[derive(Debug)]
pub struct NewAccount {
    pub username: Username,
    pub display_name: DisplayName,
    pub email: Option<Email>,
    /// 8–128 characters, as typed.
    pub password: String,
    /// The code of an invitation; empty when there is none.
    pub invite: String,
    pub attempt: Attempt,
}

impl NewAccount {
    /// At the server of this name.
    pub fn read(fields: &Fields, place: &str) -> Result<Self, Problems> {
        let [username, name, email] =
            ["username", "display_name", "email"].map(|one| fields.typed(one));
        let known = [&username, &name, &email, place];
        let password = fields.text("password").and_then(new_password);
        let mut problems = Problems::default();
        let account = Self {
            username: problems.keep(fields.text("username").and_then(Username::parse_new)),
            display_name: problems.keep(fields.text("display_name").and_then(DisplayName::parse)),
            password: problems.keep(password.and_then(|new| unknown(new, &known))),
            email: problems.keep(fields.text("email").and_then(Email::parse)),
            invite: problems.keep(fields.text("invite").map(|code| code.trim().to_owned())),
            attempt: attempt(fields),
        };
        problems.or(account)
    }

    /// The row of the account, with the hash of its password.
    pub(super) fn to_user(&self, password_hash: String) -> user::Model {
        user::Model {
            id: Uuid::now_v7(),
            username: self.username.as_str().to_owned(),
            display_name: self.display_name.as_str().to_owned(),
            email: self.email.as_ref().map(|email| email.as_str().to_owned()),
            password_hash,
            language: None,
            theme: None,
            time_zone: None,
            role: Role::Member.as_str().to_owned(),
            shares_reading: true,
            session_epoch: 0,
            disabled_at: None,
            created_at: jiff::Timestamp::now().as_microsecond(),
            last_active_at: None,
            shows_presence: true,
            notice_content: "text".to_owned(),
            notice_pictures: false,
            quiet_from: None,
            quiet_until: None,
            invitation_id: None,
            avatar_id: None,
        }
    }
}

fn attempt(fields: &Fields) -> Attempt {
    let about = ["username", "display_name", "email", "invite"].map(|name| fields.typed(name));
    Attempt::read(Aim::Register, fields, &about.each_ref().map(String::as_str))
}

/// Fewest and most characters of a password, counted as it is compared.
const PASSWORD_CHARACTERS: RangeInclusive<usize> = 8..=128;

/// Longer than any password can be: not worth the time of a hash.
pub fn is_too_long(typed: &str) -> bool {
    opaque(typed).chars().count() > *PASSWORD_CHARACTERS.end()
}

/// A password of 8–128 characters, as typed, and not a common one.
pub fn new_password(typed: &str) -> Result<String, Problem> {
    let problem = |sentence| Err(Problem { field: "password", sentence });
    if !PASSWORD_CHARACTERS.contains(&opaque(typed).chars().count()) {
        return problem("problem-password-length");
    }
    if is_common(typed) {
        return problem("problem-password-common");
    }
    Ok(typed.to_owned())
}

/// The password, unless it is one of these words that others know of its owner.
fn unknown(password: String, known: &[&str]) -> Result<String, Problem> {
    match is_one_of(&password, known) {
        true => Err(Problem { field: "password", sentence: "problem-password-known" }),
        false => Ok(password),
    }
}

/// A password in the place of another one.
#[derive(Debug, Default)]
pub struct NewPassword {
    pub password: String,
    /// The linked chat that its owner knows: the link to any other one ends.
    pub known_chat: Option<i64>,
    /// Whether tokens that have a name stay: a password that is known to others
    /// may have made one.
    pub keeps_tokens: bool,
}

impl NewPassword {
    /// For this user, at the server of this name.
    pub fn read(fields: &Fields, user: &user::Model, place: &str) -> Result<Self, Problem> {
        let email = user.email.as_deref().unwrap_or_default();
        let known = [&user.username, &user.display_name, email, place];
        let password = fields.text("password").and_then(new_password)?;
        Ok(Self {
            password: unknown(password, &known)?,
            known_chat: fields.typed("known_chat").parse().ok(),
            keeps_tokens: fields.text("keep_tokens") == Ok("1"),
        })
    }
}

/// The parts of a profile that a form has sent.
#[derive(Debug, Default)]
pub struct Profile {
    pub display_name: Option<DisplayName>,
    /// An empty field takes the e-mail away.
    pub email: Option<Option<Email>>,
}

impl Profile {
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let profile = Self {
            display_name: problems.keep(fields.sent("display_name", DisplayName::parse)),
            email: problems.keep(fields.sent("email", Email::parse)),
        };
        problems.or(profile)
    }

    /// Only what would be new for this user, so that a form that was open for
    /// long changes back no e-mail.
    pub fn beyond(mut self, user: &user::Model) -> Self {
        let same = |new: &Option<Email>| new.as_ref().map(Email::as_str) == user.email.as_deref();
        self.email = self.email.filter(|new| !same(new));
        self
    }
}

/// The colours of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// As in the users table and in `data-theme`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The preferences that a form has sent. An inner none means: as the browser,
/// the system or the device has it.
#[derive(Debug, Default)]
pub struct Preferences {
    pub language: Option<Option<Language>>,
    pub theme: Option<Option<Theme>>,
    /// A name of the IANA database.
    pub time_zone: Option<Option<String>>,
    /// Whether to tell others how far one has read, and be told.
    pub shares_reading: Option<bool>,
    /// Whether others see when they are here.
    pub shows_presence: Option<bool>,
}

impl Preferences {
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let preferences = Self {
            language: problems.keep(fields.sent("language", language)),
            theme: problems.keep(fields.sent("theme", theme)),
            time_zone: problems.keep(fields.sent("time_zone", time_zone)),
            shares_reading: problems.keep(fields.on_or_off("receipts")),
            shows_presence: problems.keep(fields.on_or_off("presence")),
        };
        problems.or(preferences)
    }
}

fn language(typed: &str) -> Result<Option<Language>, Problem> {
    match typed {
        "" => Ok(None),
        tag => Language::ALL
            .into_iter()
            .find(|language| language.tag() == tag)
            .map(Some)
            .ok_or(Problem { field: "language", sentence: "problem-language" }),
    }
}

fn theme(typed: &str) -> Result<Option<Theme>, Problem> {
    match typed {
        "" | "system" => Ok(None),
        "light" => Ok(Some(Theme::Light)),
        "dark" => Ok(Some(Theme::Dark)),
        _ => Err(Problem { field: "theme", sentence: "problem-theme" }),
    }
}

/// The zone as the database of zones writes it.
fn time_zone(typed: &str) -> Result<Option<String>, Problem> {
    let name = typed.trim();
    if name.is_empty() {
        return Ok(None);
    }
    TimeZoneDatabase::bundled()
        .get(name)
        .ok()
        .and_then(|zone| zone.iana_name().map(str::to_owned))
        .map(Some)
        .ok_or(Problem { field: "time_zone", sentence: "problem-time-zone" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sent_is_changed() {
        let preferences = Preferences::read(&Fields::of_query("theme=dark")).expect("right");
        assert_eq!(preferences.theme, Some(Some(Theme::Dark)));
        assert_eq!((preferences.language, preferences.time_zone), (None, None));
        assert_eq!(preferences.shows_presence, None);
        let cleared = Preferences::read(&Fields::of_query("theme=system&language=&time_zone="));
        let cleared = cleared.expect("right");
        assert_eq!(cleared.theme, Some(None));
        assert_eq!((cleared.language, cleared.time_zone), (Some(None), Some(None)));
        let profile = Profile::read(&Fields::of_query("email=")).expect("right");
        assert_eq!((profile.display_name, profile.email), (None, Some(None)));
    }

    #[test]
    fn zones_are_those_of_the_database() {
        assert_eq!(time_zone("Europe/Berlin"), Ok(Some("Europe/Berlin".to_owned())));
        assert_eq!(time_zone(" europe/berlin "), Ok(Some("Europe/Berlin".to_owned())));
        for wrong in ["Europe/Atlantis", "Berlin", "+03:00", "../../etc/passwd", "\0", "UTC+3"] {
            assert!(time_zone(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn unknown_languages_and_themes_are_refused() {
        for wrong in ["language=xx", "language=en-GB", "theme=pink", "theme=Dark", "presence="] {
            assert!(Preferences::read(&Fields::of_query(wrong)).is_err(), "{wrong}");
        }
    }
}
