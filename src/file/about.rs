//! What is said about a file that is uploaded.

use crate::{
    attempt::Nonce,
    form::Fields,
    problem::{Problem, Problems},
    visible::is_hidden,
};

/// Most characters of what a picture shows, in words.
pub const MOST_ALT: usize = 400;
/// Most bars of a waveform.
pub const MOST_BARS: usize = 64;
/// Longest recording that is believed: a day.
const MOST_DURATION: i64 = 24 * 60 * 60 * 1000;

/// What comes with the bytes of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The same one again is the same upload.
    pub nonce: Nonce,
    /// A picture is to be kept as it is, with all that stands in it.
    pub as_file: bool,
    /// It was recorded just now.
    pub voice: bool,
    /// In milliseconds.
    pub duration: Option<i64>,
    pub waveform: String,
    pub alt: String,
}

impl About {
    /// Of the fields `nonce`, `as_file` (0 or 1), `voice` (0 or 1), `duration`,
    /// `waveform` and `alt`; all may be missing.
    pub fn read(fields: &Fields) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let duration = problems.keep(fields.number("duration").and_then(duration));
        let about = Self {
            nonce: problems.keep(fields.text("nonce").and_then(Nonce::parse)),
            as_file: fields.text("as_file") == Ok("1"),
            voice: fields.text("voice") == Ok("1"),
            duration,
            waveform: problems.keep(fields.text("waveform").and_then(waveform)),
            alt: problems.keep(fields.text("alt").and_then(alt)),
        };
        problems.or(about)
    }
}

fn duration(milliseconds: i64) -> Result<Option<i64>, Problem> {
    if milliseconds > MOST_DURATION {
        return Err(Problem { field: "duration", sentence: "problem-duration" });
    }
    Ok(Some(milliseconds).filter(|length| *length > 0))
}

fn waveform(bars: &str) -> Result<String, Problem> {
    let is_bar = |c: char| c.is_ascii_digit() || ('a'..='v').contains(&c);
    if bars.chars().count() > MOST_BARS || !bars.chars().all(is_bar) {
        return Err(Problem { field: "waveform", sentence: "problem-waveform" });
    }
    Ok(bars.to_owned())
}

/// One line, without what is hidden.
fn alt(typed: &str) -> Result<String, Problem> {
    let line: Vec<&str> = typed.split_whitespace().collect();
    let line: String = line.join(" ").chars().filter(|c| !is_hidden(*c)).collect();
    if line.chars().count() > MOST_ALT {
        return Err(Problem { field: "alt", sentence: "problem-alt-long" });
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<About, Problems> {
        About::read(&Fields::of_query(query))
    }

    #[test]
    fn everything_about_a_file_may_be_missing() {
        let about = read("").unwrap();
        assert_eq!(About { nonce: Nonce::parse("n").unwrap(), ..about }, read("nonce=n").unwrap());
        let about = read("voice=1&duration=42000&waveform=0v9a&alt=+A%0Aboat+&as_file=1").unwrap();
        assert!(about.voice && about.as_file);
        assert_eq!(about.duration, Some(42_000));
        assert_eq!((&*about.waveform, &*about.alt), ("0v9a", "A boat"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (query, field) in [
            ("nonce=%20", "nonce"),
            ("duration=86400001", "duration"),
            ("duration=x", "duration"),
            ("waveform=w", "waveform"),
            (&*format!("waveform={}", "1".repeat(65)), "waveform"),
            (&*format!("alt={}", "x".repeat(401)), "alt"),
        ] {
            assert!(read(query).unwrap_err().of(field).is_some(), "{query}");
        }
    }
}
