//! The text of a message.

use crate::{problem::Problem, visible::is_visible};

/// Most characters of a message, after trimming.
pub const MOST_CHARACTERS: usize = 4000;

/// 1–4000 characters, trimmed, lines separated by `\n`, no controls but line
/// breaks and tabs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageBody(String);

impl MessageBody {
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let problem = |sentence| Err(Problem { field: "body", sentence });
        let text = typed.replace("\r\n", "\n").replace('\r', "\n");
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return problem("problem-control-characters");
        }
        let text = text.trim();
        if !is_visible(text) {
            return problem("problem-body-empty");
        }
        if text.chars().count() > MOST_CHARACTERS {
            return problem("problem-body-long");
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_its_lines_are_kept() {
        let parsed = MessageBody::parse("  one\r\n\r\ntwo\rthree \t\n");
        assert_eq!(parsed.map(|body| body.0), Ok("one\n\ntwo\nthree".to_owned()));
    }

    #[test]
    fn the_limit_counts_characters_not_bytes() {
        assert!(MessageBody::parse(&"я".repeat(4000)).is_ok());
        assert!(MessageBody::parse(&format!("  {}\r\n", "👍".repeat(4000))).is_ok());
        assert!(MessageBody::parse(&"a".repeat(4001)).is_err());
    }

    #[test]
    fn emptiness_and_controls_are_refused() {
        for wrong in ["", " \r\n\t ", "a\0b", "bell\u{7}", "\u{85}x"] {
            assert!(MessageBody::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
