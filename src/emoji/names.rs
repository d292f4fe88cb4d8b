//! What emoji are called. The English names are those of the crate, the other
//! words are Unicode's; see names/README.md.

use std::{collections::HashMap, sync::LazyLock};

use emojis::{Emoji, SkinTone};

use crate::language::Language;

/// By emoji: the name, and words that it is also found by. Read at the first use.
type Table = HashMap<&'static str, (&'static str, &'static str)>;

static ENGLISH: LazyLock<Table> = LazyLock::new(|| table(include_str!("names/en.tsv")));
static RUSSIAN: LazyLock<Table> = LazyLock::new(|| table(include_str!("names/ru.tsv")));

fn table(text: &'static str) -> Table {
    let lines = text.lines().filter_map(|line| {
        let (emoji, rest) = line.split_once('\t')?;
        Some((emoji, rest.split_once('\t')?))
    });
    lines.collect()
}

fn entry(emoji: &Emoji, language: Language) -> Option<(&'static str, &'static str)> {
    let table = match language {
        Language::English => &ENGLISH,
        Language::Russian => &RUSSIAN,
    };
    table.get(emoji.as_str()).copied()
}

/// What an emoji is called, for who does not see it; in English where Unicode has
/// no other name yet. What is no emoji is called as it is.
pub fn label(emoji: &str, language: Language) -> &str {
    emojis::get(emoji).map_or(emoji, |emoji| {
        let plain = emoji.with_skin_tone(SkinTone::Default).unwrap_or(emoji);
        name(plain, language).unwrap_or(plain.name())
    })
}

/// The name in this language, where there is one.
pub(super) fn name(emoji: &'static Emoji, language: Language) -> Option<&'static str> {
    match language {
        Language::English => Some(emoji.name()),
        Language::Russian => entry(emoji, language).map(|(name, _)| name),
    }
}

/// Further words, with those that people know from other messengers.
pub(super) fn keywords(emoji: &Emoji, language: Language) -> String {
    let words = entry(emoji, language).map_or("", |(_, keywords)| keywords);
    let codes = emoji.shortcodes().filter(|_| language == Language::English);
    [words].into_iter().chain(codes).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret;

    /// Those of Unicode 18, which CLDR 48 has not heard of. When there are more, or none,
    /// the tables want to be made anew.
    const NAMED_IN_ENGLISH_ONLY: usize = 9;

    #[test]
    fn nearly_every_emoji_has_a_name_in_each_language() {
        let unnamed = emojis::iter().filter(|emoji| name(emoji, Language::Russian).is_none());
        assert_eq!(unnamed.count(), NAMED_IN_ENGLISH_ONLY);
        for language in Language::ALL {
            assert!(emojis::iter().all(|emoji| !label(emoji.as_str(), language).is_empty()));
        }
    }

    #[test]
    fn an_emoji_is_called_so() {
        for (emoji, english, russian) in [
            ("👍", "thumbs up", "большой палец вверх"),
            ("👍🏽", "thumbs up", "большой палец вверх"),
            ("❤", "red heart", "алое сердце"),
            ("🇳🇱", "flag: Netherlands", "флаг: Нидерланды"),
            ("no emoji", "no emoji", "no emoji"),
            ("", "", ""),
        ] {
            assert_eq!(label(emoji, Language::English), english);
            assert_eq!(label(emoji, Language::Russian), russian);
        }
    }

    #[test]
    fn the_tables_are_small_and_those_that_were_made() {
        let readme = include_str!("names/README.md");
        let tables = [include_str!("names/en.tsv"), include_str!("names/ru.tsv")];
        for table in tables {
            assert!(readme.contains(&secret::hex(table)));
            for line in table.lines() {
                let emoji = line.split('\t').next().and_then(emojis::get);
                assert!(emoji.is_some() && line.split('\t').count() == 3, "{line}");
            }
        }
        assert!(tables.map(str::len).iter().sum::<usize>() < 250_000);
    }
}
