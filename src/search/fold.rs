//! What makes no difference to whoever looks for a word: case, accents, width, ё or е.

use std::borrow::Cow;

use natter_migration::names::{plain, without_case};
use unicode_normalization::UnicodeNormalization;

/// Compatibility decomposition (Unicode UAX 15) without accents, case folded, with plain
/// letters for those that do not decompose. `й` is another letter than `и`.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return text.into();
    }
    if text.is_ascii() {
        return text.to_ascii_lowercase().into();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd() {
        if c == BREVE && folded.ends_with('и') {
            folded.pop();
            folded.push('й');
        } else if !is_accent(c) {
            without_case(c).for_each(|c| match plain(c) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(c),
            });
        }
    }
    folded.into()
}

/// It stays as it is: so are nearly all letters of most texts.
fn is_plain(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | 'а'..='я')
}

const BREVE: char = '\u{306}';

/// What stands on or around a letter and may be left out; vowel signs of India and
/// South East Asia are no accents.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'
        | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_width_and_yo_do_not_matter_but_short_i_does() {
        for (one, other) in [
            ("Zoë", "zoe"),
            ("ЁЛКА", "елка"),
            ("ＷＩＤＥ１", "wide1"),
            ("Straße", "STRASSE"),
            ("Łódź", "lodz"),
            ("и\u{306}од", "йод"),
            ("Й", "й"),
            ("ﬁona", "fiona"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        assert_ne!(folded("край"), folded("краи"));
        assert_eq!(folded("plain"), "plain");
    }

    #[test]
    fn what_is_plain_would_stay_as_it_is() {
        for c in ('\0'..=char::MAX).filter(|c| is_plain(*c)) {
            // The accent has the whole text looked at.
            assert_eq!(folded(&format!("é{c}")), format!("e{c}"));
        }
    }
}
