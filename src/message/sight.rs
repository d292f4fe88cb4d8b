//! What of a conversation one member is shown.

use std::{borrow::Cow, collections::BTreeSet};

use super::{Message, Quote};

/// So many hidden messages are known, the newest; what quotes an older one is
/// told as to everybody until the page is made anew.
pub const MOST_HIDDEN: u64 = 1_000;

/// From where on a member sees a conversation, and what they have hidden there.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    pub first_seq: i64,
    hidden: BTreeSet<i64>,
    /// How many they have hidden, also of those that are not known.
    count: i64,
}

impl Sight {
    /// Of somebody who has hidden so many, of them these.
    pub fn new(first_seq: i64, count: i64, hidden: impl IntoIterator<Item = i64>) -> Self {
        Self { first_seq, hidden: hidden.into_iter().collect(), count }
    }

    /// They have hidden this one, too; a second time changes nothing.
    pub fn hide(&mut self, seq: i64) {
        if self.hidden.insert(seq) {
            self.count += 1;
        }
    }

    pub fn hides(&self, seq: i64) -> bool {
        self.hidden.contains(&seq)
    }

    /// The message as they are shown it, without a quote of what they are not;
    /// none for one that they do not see.
    pub fn of<'m>(&self, message: &'m Message) -> Option<Cow<'m, Message>> {
        if !self.reaches(message.seq) {
            return None;
        }
        let is_seen = |quote: &Quote| self.reaches(quote.seq);
        Some(match &message.quote {
            Some(quote) if !is_seen(quote) => Cow::Owned(message.without_quote()),
            _ => Cow::Borrowed(message),
        })
    }

    /// Whether this is all that they see, of somebody who sees the conversation
    /// from there on and has hidden so many: else a hint was lost.
    pub fn is_as_of(&self, first_seq: i64, count: i64) -> bool {
        first_seq <= self.first_seq && count <= self.count
    }

    fn reaches(&self, seq: i64) -> bool {
        seq >= self.first_seq && !self.hides(seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Format;

    fn message(seq: i64, quoted: Option<i64>) -> Message {
        let quote = quoted.map(|seq| Quote {
            seq,
            version: seq,
            author_display_name: "Ada".to_owned(),
            body: "said".to_owned(),
            format: Format::Plain,
            is_deleted: false,
            files: Vec::new(),
        });
        Message {
            conversation_id: uuid::Uuid::nil(),
            seq,
            version: seq,
            author_id: uuid::Uuid::nil(),
            author_username: "ada".to_owned(),
            author_display_name: "Ada".to_owned(),
            nonce: "n".to_owned(),
            body: "re".to_owned(),
            continues: false,
            created_at: 0,
            deleted_at: None,
            format: Format::Plain,
            edited_at: None,
            text_version: None,
            quote,
            forwarded_from: None,
            is_pinned: false,
            reactions: Vec::new(),
            named: Vec::new(),
            author_avatar_id: None,
            mentions: Vec::new(),
            in_group: false,
            files: Vec::new(),
        }
    }

    #[test]
    fn what_is_hidden_or_before_the_beginning_is_not_shown_nor_quoted() {
        let mut sight = Sight::new(5, 1, [7]);
        let shown = |sight: &Sight, seq, quoted| {
            let message = message(seq, quoted);
            sight.of(&message).map(|message| message.quote.is_some())
        };
        assert_eq!(shown(&sight, 9, Some(8)), Some(true));
        assert_eq!(shown(&sight, 9, Some(7)), Some(false));
        assert_eq!(shown(&sight, 9, Some(4)), Some(false));
        assert_eq!((shown(&sight, 7, None), shown(&sight, 4, None)), (None, None));
        sight.hide(9);
        assert_eq!(shown(&sight, 9, None), None);
    }

    #[test]
    fn it_knows_when_it_has_missed_something() {
        let mut sight = Sight::new(5, 3, [7]);
        assert!(sight.is_as_of(5, 3) && sight.is_as_of(1, 0));
        assert!(!sight.is_as_of(6, 3) && !sight.is_as_of(5, 4));
        for _ in 0..2 {
            sight.hide(8);
        }
        assert!(sight.is_as_of(5, 4) && !sight.is_as_of(5, 5));
    }
}
