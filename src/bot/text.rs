//! A text for a chat: plain, with a bold beginning and buttons at most.

use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity};

/// Most UTF-16 units that Telegram takes for one message (Bot API, sendMessage).
const MOST_UNITS: usize = 4096;

#[derive(Debug, Clone, Default)]
pub struct Text {
    words: String,
    /// UTF-16 units at the beginning that are bold.
    bold: usize,
    buttons: Vec<InlineKeyboardButton>,
}

impl Text {
    /// Cut where Telegram would refuse it.
    pub fn plain(words: impl Into<String>) -> Self {
        Self { words: cut(&words.into(), MOST_UNITS).to_owned(), ..Self::default() }
    }

    /// A bold line, and the rest below it.
    pub fn headed(head: &str, rest: &str) -> Self {
        let words = if rest.is_empty() { head.to_owned() } else { format!("{head}\n{rest}") };
        let bold = cut(head, MOST_UNITS).encode_utf16().count();
        Self { bold, ..Self::plain(words) }
    }

    /// A button that sends this back when it is pressed (64 bytes at most).
    pub fn with_button(mut self, label: impl Into<String>, data: String) -> Self {
        self.buttons.push(InlineKeyboardButton::callback(label, data));
        self
    }

    /// A button that opens an address.
    pub fn with_address(mut self, label: impl Into<String>, address: url::Url) -> Self {
        self.buttons.push(InlineKeyboardButton::url(label, address));
        self
    }

    pub fn words(&self) -> &str {
        &self.words
    }

    pub fn entities(&self) -> Vec<MessageEntity> {
        (self.bold > 0).then(|| MessageEntity::bold(0, self.bold)).into_iter().collect()
    }

    pub fn keyboard(&self) -> InlineKeyboardMarkup {
        InlineKeyboardMarkup::new(self.buttons.chunks(2).map(<[_]>::to_vec))
    }
}

/// The beginning of a text, at most so many UTF-16 units and no half character.
pub fn cut(text: &str, most_units: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most_units
    });
    end.map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abc", 2), "ab");
        assert_eq!(cut("a😀b", 2), "a");
        assert_eq!(cut("a😀b", 3), "a😀");
        let long = Text::headed("Anna", &"😀".repeat(4000));
        assert!(long.words().encode_utf16().count() <= MOST_UNITS);
    }

    #[test]
    fn only_the_beginning_is_bold() {
        let text = Text::headed("Анна 😀", "hello");
        let entities = text.entities();
        assert_eq!((entities[0].offset, entities[0].length), (0, 7));
        assert!(Text::plain("hello").entities().is_empty());
    }
}
