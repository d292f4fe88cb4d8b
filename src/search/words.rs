//! The words of a text: as Unicode divides them (UAX 29), folded, each with where it
//! stands. Both databases are given the same.

use std::ops::Range;

use icu_properties::{CodePointSetData, props::ExtendedPictographic};
use unicode_segmentation::UnicodeSegmentation;

use super::{fold::folded, stem::stem};

/// More of one text is not looked at: no message has more.
const MOST_CHARACTERS: usize = 4_000;
/// What is longer is cut, when it is said and when it is looked for.
const MOST_BYTES: usize = 64;

/// Stand in words before what nobody can type: no text has letters of these.
pub(super) const LABEL: char = '\u{e000}';
const MENTION: char = '\u{e001}';
const TAG: char = '\u{e002}';

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The bytes that it was made of.
    pub range: Range<usize>,
    /// Folded, and never empty: letters, digits or an emoji, perhaps behind a sign.
    pub text: String,
    /// It is another reading of what stands there already.
    pub is_beside: bool,
}

impl Word {
    pub fn stem(&self) -> String {
        stem(&self.text).into_owned()
    }

    fn new(range: Range<usize>, text: &str, is_beside: bool) -> Self {
        Self { range, text: cut(text, MOST_BYTES).to_owned(), is_beside }
    }
}

/// All words of a text in their order; any text will do.
pub(super) fn words(text: &str) -> Vec<Word> {
    let end = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(end, _)| end);
    let text = &text[..end];
    let mut words = Vec::new();
    for (place, segment) in text.split_word_bound_indices() {
        let range = place..place + segment.len();
        if segment.chars().any(char::is_alphanumeric) {
            push(&mut words, range, segment);
        } else if is_emoji(segment) {
            let plain: String = segment.chars().filter(|c| !is_variant(*c)).collect();
            words.push(Word::new(range, &plain, false));
        } else if let Some(sign) = sign(segment)
            && !text[..place].ends_with(char::is_alphanumeric)
        {
            words.extend(signed(text, place, sign));
        }
    }
    words
}

/// One segment may be several words: `example.org`, `½`. With an apostrophe it is one
/// word, and what follows is another way to read it.
fn push(words: &mut Vec<Word>, range: Range<usize>, segment: &str) {
    let folded = folded(segment);
    for part in folded.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c)) {
        let part = part.trim_matches(is_apostrophe);
        let Some((first, last)) = part.split_once(is_apostrophe) else {
            if !part.is_empty() {
                words.push(Word::new(range.clone(), part, false));
            }
            continue;
        };
        if last == "s" {
            words.push(Word::new(range.clone(), first, false));
            continue;
        }
        let joined: String = part.chars().filter(|c| !is_apostrophe(*c)).collect();
        words.push(Word::new(range.clone(), &joined, false));
        let long = [first, last].into_iter().filter(|one| one.chars().nth(2).is_some());
        let plain = long.filter(|one| one.chars().all(char::is_alphanumeric));
        words.extend(plain.map(|one| Word::new(range.clone(), one, true)));
    }
}

/// `@anna` and `#pond`, beside the words that they are.
fn signed(text: &str, place: usize, sign: char) -> Option<Word> {
    let name = &text[place + 1..];
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    let name = &name[..name.find(|c| !is_of_name(c)).unwrap_or(name.len())];
    let name = name.trim_end_matches(['.', '-', '_']);
    let range = place..place + 1 + name.len();
    // Nothing is in a word that a database might part it at.
    let spelled: String =
        folded(name).chars().map(|c| if c.is_alphanumeric() { c } else { sign }).collect();
    (!name.is_empty()).then(|| Word::new(range, &format!("{sign}{spelled}"), true))
}

fn sign(segment: &str) -> Option<char> {
    match segment {
        "@" => Some(MENTION),
        "#" => Some(TAG),
        _ => None,
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '\u{2bc}' | '`')
}

fn is_emoji(segment: &str) -> bool {
    let is_picture = |c| CodePointSetData::new::<ExtendedPictographic>().contains(c);
    let is_flag = |c| matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
    segment.chars().next().is_some_and(|c| is_picture(c) || is_flag(c))
}

/// It only asks for colours, or for none.
fn is_variant(c: char) -> bool {
    matches!(c, '\u{fe0e}' | '\u{fe0f}')
}

pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng, rngs::StdRng};

    use super::*;

    fn of(text: &str) -> Vec<String> {
        words(text).into_iter().filter(|word| !word.is_beside).map(|word| word.text).collect()
    }

    fn beside(text: &str) -> Vec<String> {
        words(text).into_iter().filter(|word| word.is_beside).map(|word| word.text).collect()
    }

    #[test]
    fn a_text_becomes_its_words() {
        for (text, expected) in [
            ("First coat is **on**.", &["first", "coat", "is", "on"][..]),
            ("Пахнет летом ☀️!", &["пахнет", "летом", "☀"]),
            ("кто-то и/или", &["кто", "то", "и", "или"]),
            ("https://example.org/a?b=1", &["https", "example", "org", "a", "b", "1"]),
            ("anna@example.org", &["anna", "example", "org"]),
            ("3.14 1,000 ½", &["3", "14", "1", "000", "1", "2"]),
            ("don’t Anna's 'quoted'", &["dont", "anna", "quoted"]),
            ("О'Брайен", &["обрайен"]),
            ("👍👍🏽 🇷🇺", &["👍", "👍🏽", "🇷🇺"]),
            ("東京", &["東", "京"]),
            ("snake_case", &["snake", "case"]),
            ("… — \"!?\" &|!:* %", &[]),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn names_and_parts_stand_beside() {
        assert_eq!(
            beside("@Anna-Maria_x, #pond."),
            ["\u{e001}anna\u{e001}maria\u{e001}x", "\u{e002}pond"]
        );
        assert_eq!(beside("anna@example.org"), Vec::<String>::new());
        assert_eq!(beside("O’Brien д'Артаньян"), ["brien", "артаньян"]);
    }

    #[test]
    fn words_are_bounded() {
        let long = words(&"я".repeat(5_000));
        assert_eq!((long.len(), long[0].text.len()), (1, 64));
        assert_eq!(words(&"a ".repeat(10_000)).len(), 2_000);
    }

    /// What holds for any text at all.
    #[test]
    fn no_text_makes_it_panic_and_no_word_can_be_parted() {
        let mut random = StdRng::seed_from_u64(22);
        let special: Vec<char> =
            "\"*&|!:'%()\\@#.-_ \0\n\u{301}\u{306}\u{fe0f}\u{200d}иЙёa1я👍🏽🇷\u{e000}ﬁ½"
                .chars()
                .collect();
        for _ in 0..20_000 {
            let length = random.random_range(0..40);
            let text: String = (0..length)
                .map(|_| match random.random_range(0..3) {
                    0 => random.random::<char>(),
                    _ => special[random.random_range(0..special.len())],
                })
                .collect();
            for word in words(&text) {
                assert!(text.get(word.range.clone()).is_some(), "{text:?}: {word:?}");
                assert_eq!(word.stem().chars().next(), word.text.chars().next(), "{word:?}");
                for text in [&word.text, &word.stem()] {
                    assert!(!text.is_empty() && text.len() <= MOST_BYTES + 8, "{word:?}");
                    let is_safe =
                        |c: char| !c.is_ascii() || c.is_ascii_digit() || c.is_ascii_lowercase();
                    assert!(text.chars().all(|c| is_safe(c) && !c.is_whitespace()), "{text:?}");
                }
            }
        }
    }
}
