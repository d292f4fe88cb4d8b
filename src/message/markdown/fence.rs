//! Where the code between fences ends.

use super::DEEPEST;

/// Most letters of the word that names the language.
const LONGEST_LANGUAGE: usize = 32;

/// Whether there is nothing behind a fence but, perhaps, the name of a language.
pub(super) fn names_language(text: &[u8]) -> bool {
    let language = text.trim_ascii();
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"%-._".contains(byte);
    language.len() <= LONGEST_LANGUAGE && language.iter().all(is_of_name)
}

/// Finds closing fences, and remembers where there is none.
#[derive(Debug, Default)]
pub(super) struct Fences {
    /// By the number of quotes around: from so many backticks on none closes
    /// before this place.
    missing: [(usize, usize); DEEPEST + 1],
}

impl Fences {
    /// The line that closes so many backticks in so many quotes: its beginning
    /// and its end. Looks at the lines from here on.
    pub fn closing(
        &mut self,
        bytes: &[u8],
        from: usize,
        quotes: usize,
        opened: usize,
    ) -> Option<(usize, usize)> {
        let missing = self.missing.get_mut(quotes)?;
        if opened >= missing.0 && from <= missing.1 {
            return None;
        }
        let mut start = from;
        while start < bytes.len() {
            let end = line_end(bytes, start);
            let Some(text) = in_quotes(&bytes[start..end], quotes) else { break };
            let found = ticks(text);
            if found >= opened && text[found..].trim_ascii().is_empty() {
                return Some((start, end));
            }
            start = end + 1;
        }
        *missing = (opened, start);
        None
    }
}

pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    let length = bytes[from..].iter().position(|byte| *byte == b'\n');
    length.map_or(bytes.len(), |length| from + length)
}

/// The text of a line that is in so many quotes.
fn in_quotes(line: &[u8], quotes: usize) -> Option<&[u8]> {
    let mut rest = line.trim_ascii_start();
    for _ in 0..quotes {
        rest = rest.strip_prefix(b">")?.trim_ascii_start();
    }
    Some(rest)
}

/// The backticks that it begins with.
pub(super) fn ticks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| **byte == b'`').count()
}
