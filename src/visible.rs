//! What of a text can be seen: against names and messages that are empty or
//! pretend to be another text.

use unicode_normalization::char::is_combining_mark;

/// Controls, and what reorders or hides the text around it (Unicode UAX 9
/// marks, embeddings and overrides, invisible operators, fillers).
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || reorders(c)
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
}

/// A text for a terminal, which obeys what is hidden in it.
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Marks that change the direction of what follows.
pub fn reorders(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether more than a few marks are piled up on one letter, over what stands
/// above and below. Four are more than any language needs.
pub fn is_piled_up(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        marks > 4
    })
}

/// Whether anything would be seen: joiners, variation selectors, tags and
/// combining marks need another character to show on.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| {
        let leans = matches!(c,
            '\u{0300}'..='\u{036f}' | '\u{200c}' | '\u{200d}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}');
        !c.is_whitespace() && !is_hidden(c) && !leans
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
