//! What of a text can be seen: against names and messages that are empty or
//! pretend to be another text.

use std::ops::RangeInclusive;

use icu_properties::{
    CodePointMapData, CodePointSetData, CodePointSetDataBorrowed,
    props::{DefaultIgnorableCodePoint, GeneralCategory},
};
use unicode_normalization::char::is_combining_mark;

/// Never to be assigned.
const NONCHARACTERS: RangeInclusive<char> = '\u{fdd0}'..='\u{fdef}';

/// Controls, and what reorders or hides the text around it: all that Unicode says
/// is ignored where it is not known, and what it forgets there. What only shows
/// together with another character is not hidden by that.
pub fn is_hidden(c: char) -> bool {
    const IGNORED: CodePointSetDataBorrowed<'_> =
        CodePointSetData::new::<DefaultIgnorableCodePoint>();
    !leans(c) && (c.is_control() || IGNORED.contains(c) || is_blank(c))
}

/// Ends of lines, marks of annotations and an empty Braille cell.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{2800}' | '\u{fff9}'..='\u{fffb}')
}

/// Joiners, variation selectors and tags: they belong to the character before.
fn leans(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text for a terminal, which obeys what is hidden in it.
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Whether anything would be seen: what leans on a character, combining marks and
/// what has no meaning of its own do not count.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| {
        let category = CodePointMapData::<GeneralCategory>::new().get(c);
        // What is not assigned yet may be an emoji of next year.
        let is_private = category == GeneralCategory::PrivateUse || NONCHARACTERS.contains(&c);
        !(c.is_whitespace() || is_hidden(c) || leans(c) || is_combining_mark(c) || is_private)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_what_unicode_ignores_but_for_what_leans() {
        for hidden in
            ['\u{ad}', '\u{200b}', '\u{200e}', '\u{2028}', '\u{2066}', '\u{3164}', '\u{1d173}']
        {
            assert!(is_hidden(hidden), "{hidden:?}");
        }
        for seen in ['\u{200d}', '\u{fe0f}', '\u{e0067}', '\u{301}', ' ', 'a', '\u{1fae9}'] {
            assert!(!is_hidden(seen), "{seen:?}");
        }
    }

    #[test]
    fn something_must_be_there_to_be_seen() {
        for seen in ["a", "я", "♪", "👩\u{200d}🚀", "e\u{301}", "🏴\u{e0067}\u{e007f}"] {
            assert!(is_visible(seen), "{seen:?}");
        }
        for unseen in [
            "",
            " ",
            "\u{200d}",
            "\u{fe0f}",
            "\u{34f}",
            "\u{301}",
            "\u{200b}",
            "\u{3164}",
            "\u{e0061}",
        ] {
            assert!(!is_visible(unseen), "{unseen:?}");
        }
    }
}
