//! The text of a message.

use crate::{problem::Problem, visible::is_visible};

/// Most characters of a message, after trimming.
pub const MOST_CHARACTERS: usize = 4000;

/// 1–4000 characters, without empty lines around them and without spaces at
/// the end; lines separated by `\n`, no controls but line breaks and tabs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageBody(String);

impl MessageBody {
    /// From what was typed or pasted, whatever it separates its lines by.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let problem = |sentence| Err(Problem { field: "body", sentence });
        let text = with_plain_line_breaks(typed);
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return problem("problem-control-characters");
        }
        if !is_visible(&text) {
            return problem("problem-body-empty");
        }
        // The limit is for what is said; an indentation fits in or goes.
        let fits = |text: &&str| text.chars().count() <= MOST_CHARACTERS;
        match [trimmed(&text), text.trim()].into_iter().find(fits) {
            Some(text) => Ok(Self(text.to_owned())),
            None => problem("problem-body-long"),
        }
    }

    /// The same of what may say nothing: a message with files, whose text this is.
    pub fn parse_or_none(typed: &str) -> Result<Self, Problem> {
        if is_visible(typed) || typed.chars().any(|c| c.is_control() && !c.is_whitespace()) {
            return Self::parse(typed);
        }
        Ok(Self::default())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// With `\n` for all that ends a line or a paragraph (Unicode UAX 14, classes
/// BK, CR and NL): word processors and terminals paste each of them.
fn with_plain_line_breaks(typed: &str) -> String {
    typed
        .replace("\r\n", "\n")
        .replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
}

/// Without empty lines around it and without white space at its end. How far
/// the first line is indented says something.
fn trimmed(text: &str) -> &str {
    let text = text.trim_end();
    let indented = text.len() - text.trim_start().len();
    let first_line = text[..indented].rfind('\n').map_or(0, |end| end + 1);
    &text[first_line..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_files_need_not_say_anything() {
        for nothing in ["", " \r\n", "\u{200b}"] {
            assert!(MessageBody::parse(nothing).is_err());
            assert!(MessageBody::parse_or_none(nothing).unwrap().is_empty());
        }
        assert_eq!(MessageBody::parse_or_none(" words ").unwrap().as_str(), " words");
        assert!(MessageBody::parse_or_none("\0").is_err());
    }

    #[test]
    fn text_is_trimmed_and_its_lines_are_kept() {
        for (typed, kept) in [
            ("one\r\n\r\ntwo\rthree \t\n", "one\n\ntwo\nthree"),
            ("  indented\n    more", "  indented\n    more"),
            ("\n \t\r\n\tfirst\n\n", "\tfirst"),
            ("\u{3000}段落", "\u{3000}段落"),
            ("a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f", "a\nb\nc\nd\ne\nf"),
        ] {
            let parsed = MessageBody::parse(typed);
            assert_eq!(parsed.map(|body| body.0), Ok(kept.to_owned()));
        }
    }

    #[test]
    fn the_limit_counts_characters_not_bytes() {
        assert!(MessageBody::parse(&"я".repeat(4000)).is_ok());
        assert!(MessageBody::parse(&format!("  {}\r\n", "👍".repeat(4000))).is_ok());
        assert!(MessageBody::parse(&"a".repeat(4001)).is_err());
    }

    #[test]
    fn emptiness_and_controls_are_refused() {
        for wrong in ["", " \r\n\t ", "a\0b", "bell\u{7}", "\u{85}", "\u{9b}x"] {
            assert!(MessageBody::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
