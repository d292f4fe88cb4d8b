//! What people are called, parsed once and trusted afterwards.

use super::reserved::is_reserved;
use crate::{
    problem::Problem,
    visible::{is_hidden, is_visible},
};

/// 3–32 of a–z 0–9 `_` `.` `-`, beginning with a letter or digit, folded to
/// lower case. Safe in paths, selectors and attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let problem = |sentence| Err(Problem { field: "username", sentence });
        let name = typed.trim().to_ascii_lowercase();
        if !(3..=32).contains(&name.chars().count()) {
            return problem("problem-username-length");
        }
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if !name.starts_with(known) {
            return problem("problem-username-start");
        }
        if !name.chars().all(|c| known(c) || matches!(c, '_' | '.' | '-')) {
            return problem("problem-username-characters");
        }
        Ok(Self(name))
    }

    /// The same for a new account. Who has a reserved name from before keeps it.
    pub fn parse_new(typed: &str) -> Result<Self, Problem> {
        let name = Self::parse(typed)?;
        if is_reserved(name.as_str()) {
            return Err(Problem { field: "username", sentence: "problem-username-reserved" });
        }
        Ok(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// 1–64 characters, at least one of them visible, none of them a control.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let problem = |sentence| Err(Problem { field: "display_name", sentence });
        let name = typed.trim();
        if name.chars().any(is_hidden) {
            return problem("problem-control-characters");
        }
        if !is_visible(name) || !(1..=64).contains(&name.chars().count()) {
            return problem("problem-display-name-length");
        }
        Ok(Self(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An e-mail address folded to lower case, at most 254 characters. Nothing is
/// ever sent to it, so nothing proves whose it is; its owner can sign in by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

/// What makes more of an address where it stands in a mail's header. Only
/// quoted names have them, which nobody has.
const HEADER_CHARACTERS: [char; 11] = ['"', '(', ')', ',', ':', ';', '<', '>', '[', '\\', ']'];

impl Email {
    /// None when nothing was typed.
    pub fn parse(typed: &str) -> Result<Option<Self>, Problem> {
        let email = typed.trim().to_lowercase();
        if email.is_empty() {
            return Ok(None);
        }
        let plain = email
            .chars()
            .all(|c| !c.is_whitespace() && !is_hidden(c) && !matches!(c, '\u{200c}' | '\u{200d}'))
            && !email.contains(HEADER_CHARACTERS);
        let shaped = email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        });
        if !plain || !shaped || email.chars().count() > 254 {
            return Err(Problem { field: "email", sentence: "problem-email" });
        }
        Ok(Some(Self(email)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_are_folded_and_limited() {
        assert_eq!(Username::parse(" Anna.P-1_ ").map(|name| name.0), Ok("anna.p-1_".to_owned()));
        for wrong in
            ["", "ab", ".abc", "-abc", "_abc", "an na", "anna\0", "анна", "a\"]{}", &"a".repeat(33)]
        {
            assert!(Username::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn display_names_can_be_seen_and_stay_in_their_line() {
        for right in ["Анна", "Vie\u{302}\u{323}t", "Zoë 👩‍🚀", "O", &"я".repeat(64)] {
            assert!(DisplayName::parse(right).is_ok(), "{right:?}");
        }
        for wrong in ["", "  ", "a\nb", "a\u{202e}b", "\u{3164}", "\0", &"я".repeat(65)] {
            assert!(DisplayName::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn e_mail_is_optional_and_folded() {
        assert_eq!(Email::parse(" "), Ok(None));
        assert!(
            Email::parse(" Anna@Example.ORG ")
                .is_ok_and(|email| email.is_some_and(|e| e.0 == "anna@example.org"))
        );
        for wrong in [
            "anna",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "a@b\nx",
            "a@b\0",
            "a@b\u{200b}",
            "a,b@c",
            "a<b@c>",
            "a\"@c",
            "a@[::1]",
        ] {
            assert!(Email::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
