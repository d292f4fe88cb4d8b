//! A token about to be made.

use super::{Scope, Scopes};
use crate::{
    form::Fields,
    problem::{Problem, Problems},
    visible::{is_hidden, is_visible},
};

/// Longest life of a token that ends by itself.
pub const MOST_DAYS: i64 = 3650;
/// For how many days the form offers one, apart from for ever.
pub const OFFERED_DAYS: [i64; 3] = [30, 90, 365];
const MICROS_A_DAY: i64 = 24 * 60 * 60 * 1_000_000;
/// Most characters of a name.
pub(super) const NAME_CHARACTERS: usize = 64;

/// When a token ends by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Until {
    Days(i64),
    #[default]
    Ever,
}

impl Until {
    /// One that is made now, in microseconds; none for never.
    pub fn end(self, now: i64) -> Option<i64> {
        match self {
            Self::Days(days) => Some(now + days * MICROS_A_DAY),
            Self::Ever => None,
        }
    }
}

/// A token that may be made: every field parsed.
#[derive(Debug, PartialEq, Eq)]
pub struct NewToken {
    /// 1–64 characters, at least one of them visible, none of them a control.
    pub name: String,
    pub scopes: Scopes,
    pub until: Until,
}

impl NewToken {
    /// From the fields `name`, `scope`, which is repeated, and `until`: 30, 90 or
    /// 365 days, and empty for ever.
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let name = problems.keep(fields.text("name").and_then(name));
        let scopes = problems.keep(scopes(fields).map(Some));
        let until = problems.keep(fields.text("until").and_then(until));
        // Scopes that are missing here are a problem above.
        problems.or(Self { name, scopes: scopes.unwrap_or(Scopes::ALL), until })
    }
}

/// What a token may be called.
pub fn name(typed: &str) -> Result<String, Problem> {
    let problem = |sentence| Err(Problem { field: "name", sentence });
    let name = typed.trim();
    if name.chars().any(is_hidden) {
        return problem("problem-control-characters");
    }
    if !is_visible(name) || name.chars().count() > NAME_CHARACTERS {
        return problem("problem-token-name");
    }
    Ok(name.to_owned())
}

fn scopes(fields: &Fields) -> Result<Scopes, Problem> {
    fields
        .every("scope", Scope::parse)
        .and_then(Scopes::of)
        .ok_or(Problem { field: "scope", sentence: "problem-token-scopes" })
}

fn until(typed: &str) -> Result<Until, Problem> {
    if typed.is_empty() {
        return Ok(Until::Ever);
    }
    let days = OFFERED_DAYS.into_iter().find(|days| days.to_string() == typed);
    days.map(Until::Days).ok_or(Problem { field: "until", sentence: "problem-token-until" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_token_has_a_name_and_scopes_and_perhaps_an_end() {
        let read = |query| NewToken::read(&Fields::of_query(query));
        let token = read("name=+Tide+gauge+&scope=write&scope=read&until=90").unwrap();
        assert_eq!(token.name, "Tide gauge");
        assert_eq!(token.scopes.to_string(), "read write");
        assert_eq!(token.until.end(7), Some(7 + 90 * MICROS_A_DAY));
        assert_eq!(read("name=x&scope=read").map(|token| token.until), Ok(Until::Ever));
        let longest = format!("scope=read&name={}", "x".repeat(64));
        assert!(read(&longest).is_ok());
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        let problems = |query| NewToken::read(&Fields::of_query(query)).unwrap_err();
        let all = problems("until=31");
        for field in ["name", "scope", "until"] {
            assert!(all.of(field).is_some(), "{field}");
        }
        for (query, field) in [
            ("scope=read&name=%E2%80%8B", "name"),
            ("scope=read&name=a%00b", "name"),
            (&*format!("scope=read&name={}", "x".repeat(65)), "name"),
            ("name=x&scope=all", "scope"),
            ("name=x&scope=read&scope=", "scope"),
            ("name=x&scope=read&until=0", "until"),
        ] {
            assert!(problems(query).of(field).is_some(), "{query}");
        }
    }
}
