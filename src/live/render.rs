//! From events to the bytes of a stream.

use std::fmt::Write as _;

use askama::Template;
use bytes::Bytes;
use uuid::Uuid;

use super::Typist;
use crate::{
    conversation::{
        Entry, ListPart, Peer,
        views::{EntriesPartial, ListPartial, ReceiptPartial, TypingPartial},
    },
    language::Language,
    message::{Message, views::MessagePartial},
    presence::{Presence, views::PresencePartial},
};

/// The bytes of one event, rendered once for each language that is listened to.
pub(super) struct PerLanguage(Vec<(Language, Bytes)>);

impl PerLanguage {
    pub fn new(
        languages: impl Iterator<Item = Language>,
        render: impl Fn(Language) -> Bytes,
    ) -> Self {
        Self(languages.map(|language| (language, render(language))).collect())
    }

    pub fn of(&self, language: Language) -> Bytes {
        let found = self.0.iter().find(|(rendered, _)| *rendered == language);
        found.map(|(_, bytes)| bytes.clone()).unwrap_or_default()
    }
}

/// A changed message: an unnamed event whose id is the version.
pub(super) fn change(message: &Message, languages: impl Iterator<Item = Language>) -> PerLanguage {
    PerLanguage::new(languages, |language| change_in(message, language))
}

pub(super) fn change_in(message: &Message, language: Language) -> Bytes {
    let html = html(MessagePartial::new(message, language.words()));
    frame(None, Some(message.version), &html)
}

/// Some entries of a list.
pub(super) fn entries(user_id: Uuid, entries: &[Entry], language: Language) -> Bytes {
    frame(None, None, &html(EntriesPartial::new(user_id, entries, language.words())))
}

/// The first screen of a list.
pub(super) fn list(user_id: Uuid, part: &ListPart, language: Language) -> Bytes {
    frame(None, None, &html(ListPartial::new(user_id, part, language.words())))
}

/// How far the others have read.
pub(super) fn receipt(seq: i64) -> Bytes {
    frame(None, None, &html(ReceiptPartial { seq }))
}

/// Somebody is typing.
pub(super) fn typing(typist: &Typist, language: Language) -> Bytes {
    frame(None, None, &html(TypingPartial { words: language.words(), typist }))
}

/// The presence of some people.
pub(super) fn presence(people: &[(Peer, Presence)], language: Language) -> Bytes {
    frame(None, None, &html(PresencePartial::new(people, language.words())))
}

/// The end of a stream for good, with a sentence.
pub(super) fn closed(sentence: &str) -> Bytes {
    frame(Some("closed"), None, sentence)
}

/// The page is too far behind, or ahead: it must be made anew.
pub(super) fn reset() -> Bytes {
    frame(Some("reset"), None, "1")
}

/// Proves that the stream is alive.
pub(super) fn ping() -> Bytes {
    Bytes::from_static(b"event: ping\ndata: 1\n\n")
}

/// One event as the HTML standard writes it (section 9.2, server-sent events).
fn frame(event: Option<&str>, id: Option<i64>, data: &str) -> Bytes {
    let mut text = String::with_capacity(data.len() + 64);
    if let Some(event) = event {
        let _ = writeln!(text, "event: {event}");
    }
    if let Some(id) = id {
        let _ = writeln!(text, "id: {id}");
    }
    for line in data.lines() {
        let _ = writeln!(text, "data: {line}");
    }
    text.push('\n');
    Bytes::from(text)
}

fn html(template: impl Template) -> String {
    template.render().unwrap_or_else(|error| {
        // Rendering into a string has no cause to fail; an empty event is harmless.
        tracing::error!(%error, "a fragment could not be rendered");
        String::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_is_marked() {
        assert_eq!(
            frame(None, Some(7), "<p>a\n\nb</p>"),
            "id: 7\ndata: <p>a\ndata: \ndata: b</p>\n\n"
        );
        assert_eq!(frame(Some("closed"), None, "bye"), "event: closed\ndata: bye\n\n");
    }
}
