//! The text of a message with the entities of the Bot API.

use std::ops::Range;

use teloxide::types::{MessageEntity, MessageEntityKind};
use url::Url;

use super::commands::{WORD_JOINER, commands_broken};
use crate::message::{
    Text,
    markdown::{Flat, Style, flat},
};

/// What Telegram is sent: offsets and lengths are in UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    pub words: String,
    pub entities: Vec<MessageEntity>,
}

/// Cut at so many UTF-16 units; no command in it can be touched.
pub fn formatted(text: &Text<'_>, most_units: usize) -> Formatted {
    let flat = flat(text);
    let (words, places) = cut(&flat, most_units);
    let end = words.encode_utf16().count();
    let unit = |byte: usize| {
        let place = places.partition_point(|place| place.0 < byte);
        places.get(place).map_or(end, |place| place.1)
    };
    let entities = flat.styles.iter().filter_map(|(range, style)| {
        let (start, end) = (unit(range.start), unit(range.end));
        let kind = kind(*style).filter(|_| start < end)?;
        Some(MessageEntity::new(kind, start, end - start))
    });
    Formatted { entities: entities.collect(), words }
}

/// What fits, and for each letter its byte in the flat text and its unit here.
fn cut(flat: &Flat<'_>, most_units: usize) -> (String, Vec<(usize, usize)>) {
    let mut words = String::with_capacity(flat.words.len());
    let mut places = Vec::with_capacity(flat.words.len());
    let (mut byte, mut units) = (0, 0);
    for (letter, breaks) in commands_broken(&flat.words) {
        let joiner = (breaks && !in_code(&flat.styles, byte)).then_some(WORD_JOINER);
        let added = letter.len_utf16() + joiner.map_or(0, char::len_utf16);
        if units + added > most_units {
            break;
        }
        places.push((byte, units));
        words.push(letter);
        words.extend(joiner);
        byte += letter.len_utf8();
        units += added;
    }
    (words, places)
}

/// Telegram makes no links of what is in code, and code is there to be copied.
fn in_code(styles: &[(Range<usize>, Style<'_>)], byte: usize) -> bool {
    let is_code = |style: &Style<'_>| matches!(style, Style::Code | Style::CodeBlock(_));
    styles.iter().any(|(range, style)| is_code(style) && range.contains(&byte))
}

fn kind(style: Style<'_>) -> Option<MessageEntityKind> {
    Some(match style {
        Style::Strong => MessageEntityKind::Bold,
        Style::Emphasis => MessageEntityKind::Italic,
        Style::Strike => MessageEntityKind::Strikethrough,
        Style::Code => MessageEntityKind::Code,
        Style::CodeBlock(language) => {
            MessageEntityKind::Pre { language: language.map(str::to_owned) }
        }
        Style::Quote => MessageEntityKind::Blockquote,
        Style::Link(address) => MessageEntityKind::TextLink { url: Url::parse(address).ok()? },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Format, parse};

    const MOST: usize = 4096;

    fn of(text: &str, most: usize) -> Formatted {
        formatted(&parse(text, Format::Markdown), most)
    }

    /// What Telegram would show in this way.
    fn covered(text: &Formatted) -> Vec<(String, MessageEntityKind)> {
        let units: Vec<u16> = text.words.encode_utf16().collect();
        let covered = text.entities.iter().map(|entity| {
            let part = &units[entity.offset..entity.offset + entity.length];
            (String::from_utf16(part).unwrap(), entity.kind.clone())
        });
        covered.collect()
    }

    #[test]
    fn styles_lie_over_their_words() {
        let text = of("😀 **a 😀** ~~b~~ `/c` [d](https://e.f)\n> g *h*\n```rust\ni\n```", MOST);
        assert_eq!(text.words, "😀 a 😀 b /c d\ng h\ni");
        let expected = [
            ("a 😀", MessageEntityKind::Bold),
            ("b", MessageEntityKind::Strikethrough),
            ("/c", MessageEntityKind::Code),
            ("d", MessageEntityKind::TextLink { url: Url::parse("https://e.f").unwrap() }),
            ("g h", MessageEntityKind::Blockquote),
            ("h", MessageEntityKind::Italic),
            ("i", MessageEntityKind::Pre { language: Some("rust".into()) }),
        ];
        assert_eq!(covered(&text), expected.map(|(part, kind)| (part.to_owned(), kind)));
    }

    #[test]
    fn a_cut_text_has_the_entities_of_what_is_left() {
        let text = of("a **😀b** *c*", 4);
        assert_eq!(text.words, "a 😀");
        assert_eq!(covered(&text), [("😀".to_owned(), MessageEntityKind::Bold)]);
        let text = of("a **😀**", 3);
        assert_eq!((text.words.as_str(), text.entities.len()), ("a ", 0));
    }

    #[test]
    fn commands_are_broken_and_styles_follow() {
        let text = of("/stop **b**", MOST);
        assert_eq!(text.words, "/\u{2060}stop b");
        assert_eq!(covered(&text), [("b".to_owned(), MessageEntityKind::Bold)]);
        let text = of("**/stop**", MOST);
        assert_eq!(covered(&text), [("/\u{2060}stop".to_owned(), MessageEntityKind::Bold)]);
    }
}
