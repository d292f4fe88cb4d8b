//! Emoji by what they are called. Words are folded as the names of people are:
//! without case, accents and the dots of ё.

use std::sync::LazyLock;

use natter_migration::names::folded;

use super::{Emoji, names};
use crate::language::Language;

/// Emoji shown for one search.
pub const MOST_FOUND: usize = 60;
/// No emoji's name is longer.
const MOST_CHARACTERS: usize = 100;
/// Further words are not looked at.
const MOST_WORDS: usize = 8;

/// All that emoji are found by, in their order. Made at the first search.
static EMOJI: LazyLock<Vec<Called>> = LazyLock::new(|| emojis::iter().map(Called::new).collect());

/// An emoji and its words, each after a space.
struct Called {
    emoji: &'static Emoji,
    english: Spoken,
    russian: Spoken,
}

struct Spoken {
    name: String,
    keywords: String,
}

impl Called {
    fn new(emoji: &'static Emoji) -> Self {
        let spoken = |language| Spoken {
            name: spaced(names::name(emoji, language).unwrap_or_default()),
            keywords: spaced(&names::keywords(emoji, language)),
        };
        Self { emoji, english: spoken(Language::English), russian: spoken(Language::Russian) }
    }

    /// How well it answers, the least best; None when it does not.
    fn rank(&self, sought: &Sought, language: Language) -> Option<usize> {
        let languages: &[&Spoken] = match language {
            Language::English => &[&self.english],
            Language::Russian => &[&self.russian, &self.english],
        };
        let own = &languages[0].name;
        let texts: Vec<_> =
            languages.iter().flat_map(|it| [it.name.as_str(), it.keywords.as_str()]).collect();
        let steps = [
            *own == sought.whole,
            own.starts_with(&sought.whole),
            sought.begins_words_of(&[own]),
            languages.iter().any(|spoken| sought.begins_words_of(&[&spoken.name])),
            sought.begins_words_of(&texts),
        ];
        steps.iter().position(|is_so| *is_so)
    }
}

/// What was typed, folded.
struct Sought {
    whole: String,
    /// Each with a space before it, so that only beginnings of words match.
    words: Vec<String>,
}

impl Sought {
    fn parse(typed: &str) -> Self {
        let whole = spaced(&typed.chars().take(MOST_CHARACTERS).collect::<String>());
        let words = whole.split_whitespace().take(MOST_WORDS);
        Self { words: words.map(|word| format!(" {word}")).collect(), whole }
    }

    fn begins_words_of(&self, texts: &[&str]) -> bool {
        self.words.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

/// The folded words of a text, each after a space.
fn spaced(text: &str) -> String {
    let folded = folded(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.flat_map(|word| [" ", word]).collect()
}

/// Those that are called so in the reader's language or in English: each word
/// that was typed begins one of theirs. The best 60 of them, those first whose
/// name begins so. Nothing where no word was typed.
pub fn search(typed: &str, language: Language) -> Vec<&'static Emoji> {
    let sought = Sought::parse(typed);
    if sought.words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<_> = EMOJI
        .iter()
        .filter_map(|called| Some((called.rank(&sought, language)?, called.emoji)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().take(MOST_FOUND).map(|(_, emoji)| emoji).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str, language: Language) -> Vec<&'static str> {
        search(typed, language).into_iter().map(Emoji::as_str).collect()
    }

    #[test]
    fn words_begin_words_of_names_or_keywords() {
        for (typed, emoji) in [
            ("thumbs", "👍"),
            ("up thu", "👍"),
            ("THUMBS UP", "👍"),
            ("tada", "🎉"),
            (":joy:", "😂"),
            ("canoe", "🛶"),
            ("netherlands", "🇳🇱"),
            ("tada popp", "🎉"),
        ] {
            assert!(found(typed, Language::English).contains(&emoji), "{typed}");
            assert!(found(typed, Language::Russian).contains(&emoji), "{typed}");
        }
        for typed in ["humbs", "thumbs canoe", "xyzzy", "палец"] {
            assert_eq!(found(typed, Language::English), [""; 0], "{typed}");
        }
    }

    #[test]
    fn russian_is_found_by_russian_without_case_and_dots() {
        for (typed, emoji) in [
            ("большой палец", "👍"),
            ("ПАЛЕЦ ввер", "👍"),
            ("сердце", "❤️"),
            ("ёлка", "🎄"),
            ("елка", "🎄"),
            ("каноэ", "🛶"),
            ("флаг россия", "🇷🇺"),
        ] {
            assert!(found(typed, Language::Russian).contains(&emoji), "{typed}");
        }
    }

    #[test]
    fn those_whose_name_begins_so_come_first() {
        assert_eq!(found("fire", Language::English)[0], "🔥");
        assert_eq!(found("cat", Language::English)[0], "🐈");
        assert_eq!(found("кошка", Language::Russian)[0], "🐈");
        assert_eq!(found("thumbs", Language::English)[..2], ["👍", "👎"]);
    }

    #[test]
    fn whatever_is_typed_there_is_an_answer_of_bounded_length() {
        assert_eq!(found("f", Language::English).len(), MOST_FOUND);
        let (long, many) = ("ﷺ".repeat(4000), "f ".repeat(5000));
        for hostile in ["", " \n\t", "\0\u{7f}\u{202e}", "%_\\'\"<>", "👍", "\u{301}", &long] {
            assert_eq!(found(hostile, Language::Russian), [""; 0], "{hostile}");
        }
        assert_eq!(found(&many, Language::English).len(), MOST_FOUND);
        assert_eq!(found("\0fire\u{7f}", Language::English)[0], "🔥");
    }
}
