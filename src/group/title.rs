//! What a group is called and how it is, parsed once and trusted afterwards.

use crate::{
    form::Fields,
    problem::{Problem, Problems},
    visible::{is_hidden, is_visible},
};

pub const MOST_OF_TITLE: usize = 80;
pub const MOST_OF_DESCRIPTION: usize = 400;

/// 1–80 characters in one line, at least one of them visible.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let problem = |sentence| Err(Problem { field: "title", sentence });
        let title = typed.trim();
        if title.chars().any(is_hidden) {
            return problem("problem-control-characters");
        }
        if !is_visible(title) || title.chars().count() > MOST_OF_TITLE {
            return problem("problem-group-title");
        }
        Ok(Self(title.to_owned()))
    }

    /// One that was parsed before.
    pub(super) fn kept(title: &str) -> Self {
        Self(title.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// At most 400 characters, perhaps none; lines separated by `\n`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let problem = |sentence| Err(Problem { field: "description", sentence });
        let text = typed.replace("\r\n", "\n");
        let text = text.trim();
        if text.chars().any(|c| is_hidden(c) && !matches!(c, '\n' | '\t')) {
            return problem("problem-control-characters");
        }
        if text.chars().count() > MOST_OF_DESCRIPTION {
            return problem("problem-group-description");
        }
        Ok(Self(text.to_owned()))
    }

    /// One that was parsed before.
    pub(super) fn kept(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How somebody wants a group to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewGroup {
    pub title: Title,
    pub description: Description,
    /// Anybody may find it and join.
    pub is_open: bool,
    /// Who joins sees what was said before.
    pub shows_history: bool,
}

impl NewGroup {
    /// From a form: `title`, `description`, `open` (0 or 1) and `history` (`all`
    /// or `joining`).
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::none();
        let new = Self {
            title: problems.keep(fields.text("title").and_then(Title::parse)),
            description: problems.keep(fields.text("description").and_then(Description::parse)),
            is_open: problems.keep(fields.text("open")) == "1",
            shows_history: problems.keep(fields.text("history")) != "joining",
        };
        problems.or(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line_that_can_be_seen() {
        assert_eq!(Title::parse("  The pond ").map(|title| title.0), Ok("The pond".to_owned()));
        assert!(Title::parse(&"я".repeat(80)).is_ok());
        for wrong in ["", "  ", "a\nb", "\u{3164}", "a\u{202e}b", &"я".repeat(81)] {
            assert!(Title::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_description_may_have_lines_and_may_be_missing() {
        let parsed = |text: &str| Description::parse(text).map(|description| description.0);
        assert_eq!(parsed(" a\r\nb "), Ok("a\nb".to_owned()));
        assert_eq!(parsed(""), Ok(String::new()));
        assert!(parsed(&"я".repeat(400)).is_ok() && parsed(&"я".repeat(401)).is_err());
        assert!(parsed("a\0").is_err());
    }

    #[test]
    fn a_form_says_how_a_group_is() {
        let read = |query: &str| NewGroup::read(&Fields::of_query(query));
        let new = read("title=Pond&open=1&history=joining").unwrap();
        assert!(new.is_open && !new.shows_history);
        let new = read("title=Pond").unwrap();
        assert!(!new.is_open && new.shows_history);
        let problems = read(&format!("description={}", "a".repeat(401))).unwrap_err();
        assert_eq!(problems.all().count(), 2);
    }
}
