//! A text for a chat: words with the entities that lie over them, and buttons.

use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity};

use crate::secret;

/// Most UTF-16 units that Telegram takes for one message (Bot API, sendMessage).
const MOST_UNITS: usize = 4096;
/// The same of what stands below a picture (Bot API, sendPhoto).
const MOST_CAPTION_UNITS: usize = 1024;

#[derive(Debug, Clone, Default)]
pub struct Text {
    is_caption: bool,
    words: String,
    entities: Vec<MessageEntity>,
    buttons: Vec<InlineKeyboardButton>,
}

impl Text {
    /// Cut where Telegram would refuse it.
    pub fn plain(words: impl Into<String>) -> Self {
        Self { words: cut(&words.into(), MOST_UNITS).to_owned(), ..Self::default() }
    }

    /// A bold line.
    pub fn headed(head: &str) -> Self {
        let text = Self::plain(head);
        let bold = MessageEntity::bold(0, units(&text.words));
        Self { entities: vec![bold], ..text }
    }

    /// The same to stand below a picture, cut where Telegram would refuse that.
    pub fn as_caption(self) -> Self {
        let words = cut(&self.words, MOST_CAPTION_UNITS);
        let entities = within(self.entities, units(words)).collect();
        Self { is_caption: true, words: words.to_owned(), entities, ..self }
    }

    /// The same with words below, as far as there is [room](Self::room); their
    /// entities count from where they begin.
    pub fn with_line(mut self, words: &str, entities: Vec<MessageEntity>) -> Self {
        let start = units(&self.words) + 1;
        let words = cut(words, self.room());
        let moved = within(entities, units(words))
            .map(|entity| MessageEntity { offset: start + entity.offset, ..entity });
        self.entities.extend(moved);
        Self { words: format!("{}\n{words}", self.words), ..self }
    }

    /// UTF-16 units that another line may have.
    pub fn room(&self) -> usize {
        let most = if self.is_caption { MOST_CAPTION_UNITS } else { MOST_UNITS };
        most.saturating_sub(units(&self.words) + 1)
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

    pub fn entities(&self) -> &[MessageEntity] {
        &self.entities
    }

    /// Two texts with the same hash look alike.
    pub fn hash(&self) -> String {
        secret::hex(format!("{self:?}"))
    }

    pub fn keyboard(&self) -> InlineKeyboardMarkup {
        InlineKeyboardMarkup::new(self.buttons.chunks(2).map(<[_]>::to_vec))
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// What lies over the first so many units.
fn within(
    entities: Vec<MessageEntity>,
    units: usize,
) -> impl Iterator<Item = MessageEntity> + use<> {
    entities.into_iter().filter(move |entity| entity.offset < units).map(move |entity| {
        MessageEntity { length: entity.length.min(units - entity.offset), ..entity }
    })
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
        let long = Text::plain("😀".repeat(4000));
        assert!(units(long.words()) <= MOST_UNITS);
    }

    #[test]
    fn only_the_beginning_is_bold() {
        let text = Text::headed("Анна 😀").with_line("hello", Vec::new());
        let entities = text.entities();
        assert_eq!((entities[0].offset, entities[0].length), (0, 7));
        assert_eq!(text.words(), "Анна 😀\nhello");
        assert!(Text::plain("hello").entities().is_empty());
    }

    #[test]
    fn a_hash_is_of_all_that_is_seen_and_can_be_pressed() {
        let texts = [
            Text::plain("a"),
            Text::headed("a"),
            Text::plain("a").with_button("b", "c".into()),
            Text::plain("a").with_button("b", "d".into()),
        ];
        for (place, text) in texts.iter().enumerate() {
            let same = texts.iter().position(|other| other.hash() == text.hash());
            assert_eq!(same, Some(place));
        }
    }

    #[test]
    fn below_a_picture_there_is_less_room() {
        let long = "😀".repeat(600);
        let text = Text::headed(&long).as_caption();
        assert_eq!((units(text.words()), text.entities()[0].length), (1024, 1024));
        let bold = vec![MessageEntity::bold(0, 2000), MessageEntity::italic(1500, 9)];
        let text = Text::plain("Anna").as_caption().with_line(&"x".repeat(2000), bold);
        assert_eq!((units(text.words()), text.room()), (1024, 0));
        let places: Vec<_> = text.entities().iter().map(|one| (one.offset, one.length)).collect();
        assert_eq!(places, [(5, 1019)]);
    }

    #[test]
    fn entities_move_with_their_line() {
        let text = Text::headed("😀").with_line("ab c", vec![MessageEntity::italic(3, 1)]);
        let entities = text.entities();
        assert_eq!((entities[1].offset, entities[1].length), (6, 1));
        assert_eq!(text.room(), MOST_UNITS - 8);
    }
}
