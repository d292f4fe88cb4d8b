//! From changes and state to the bytes of a page's stream.

use askama::Template;
use bytes::Bytes;
use uuid::Uuid;

use crate::{
    announcement::Typist,
    conversation::{Entry, ListPart, Peer},
    language::Language,
    live::{Closed, Render},
    message::Message,
    presence::Presence,
    sse::frame,
    web::{
        conversation::views::{
            EntriesPartial, GonePartial, ListPartial, ReceiptPartial, RemovedPartial, TypingPartial,
        },
        message::views::{HiddenMessage, HiddenPartial, MessagePartial, PinPartial, PinView},
        presence::views::PresencePartial,
    },
};

/// Fragments of pages, as events that htmx swaps in.
#[derive(Debug)]
pub struct Fragments;

impl Render for Fragments {
    fn change(&self, message: &Message, language: Language) -> Bytes {
        let html = html(MessagePartial::new(message, language.words()));
        frame(None, Some(message.version), &html)
    }

    /// A browser takes the id of an event without data, and shows nothing.
    fn nothing(&self, version: i64) -> Bytes {
        frame(None, Some(version), "")
    }

    fn entries(&self, entries: &[Entry], language: Language) -> Bytes {
        frame(None, None, &html(EntriesPartial::new(entries, language.words())))
    }

    fn gone(&self, conversations: &[Uuid]) -> Bytes {
        frame(None, None, &html(GonePartial { conversations }))
    }

    fn list(&self, part: &ListPart, language: Language) -> Bytes {
        frame(None, None, &html(ListPartial::new(part, language.words())))
    }

    fn receipt(&self, _: Uuid, seq: i64) -> Bytes {
        frame(None, None, &html(ReceiptPartial { seq }))
    }

    fn hidden(&self, _: Uuid, seq: i64) -> Bytes {
        frame(None, None, &html(HiddenPartial { message: HiddenMessage { seq } }))
    }

    fn pin(&self, conversation: Uuid, pin: Option<&Message>, language: Language) -> Bytes {
        let pin = PinView::new(conversation, pin, language.words());
        frame(None, None, &html(PinPartial { pin }))
    }

    fn typing(&self, typist: &Typist, language: Language) -> Bytes {
        frame(None, None, &html(TypingPartial::new(typist, language.words())))
    }

    fn typists(&self, group: Uuid, typists: &[&Typist], language: Language) -> Option<Bytes> {
        let partial = TypingPartial::in_group(group, typists, language.words());
        Some(frame(None, None, &html(partial)))
    }

    fn presence(&self, people: &[(Peer, Presence)], language: Language) -> Bytes {
        frame(None, None, &html(PresencePartial::new(people, language.words())))
    }

    /// With a sentence. Before it a page hears that the conversation is not in its list
    /// any more: afterwards it hears nothing.
    fn closed(&self, why: Closed, language: Language) -> Bytes {
        let sentence = match why {
            Closed::SignedOut => "stream-signed-out",
            Closed::Removed => "stream-removed",
            Closed::TooMany => "stream-too-many",
        };
        let closed = frame(Some("closed"), None, &language.words().say(sentence));
        match why {
            Closed::Removed => [frame(None, None, &html(RemovedPartial)), closed].concat().into(),
            Closed::SignedOut | Closed::TooMany => closed,
        }
    }

    fn reset(&self) -> Bytes {
        frame(Some("reset"), None, "1")
    }
}

fn html(template: impl Template) -> String {
    template.render().unwrap_or_else(|error| {
        // Rendering into a string has no cause to fail; an empty event is harmless.
        tracing::error!(%error, "a fragment could not be rendered");
        String::new()
    })
}
