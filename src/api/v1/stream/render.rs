//! From changes and state to the bytes of a program's stream.

use bytes::Bytes;
use uuid::Uuid;

use super::views::EventView;
use crate::{
    announcement::Typist,
    api::v1::{
        conversation::views::{EntryView, ListView},
        message::views::MessageView,
        person::views::PeerView,
    },
    conversation::{Entry, ListPart, Peer},
    language::Language,
    live::{Closed, Render},
    message::Message,
    presence::Presence,
    sse::frame,
};

/// JSON, one object an event.
#[derive(Debug)]
pub struct Json;

impl Render for Json {
    fn change(&self, message: &Message, _: Language) -> Bytes {
        let view = MessageView::new(message);
        event(None, Some(message.version), &EventView::Message { message: view })
    }

    /// Programs take the id of an event without data, too.
    fn nothing(&self, version: i64) -> Bytes {
        frame(None, Some(version), "")
    }

    fn entries(&self, entries: &[Entry], _: Language) -> Bytes {
        state(&EventView::Entries { entries: entries.iter().map(EntryView::new).collect() })
    }

    fn gone(&self, conversations: &[Uuid]) -> Bytes {
        state(&EventView::EntryGone { conversation_ids: conversations })
    }

    fn list(&self, part: &ListPart, _: Language) -> Bytes {
        state(&EventView::List { list: ListView::new(part) })
    }

    fn receipt(&self, conversation_id: Uuid, seq: i64) -> Bytes {
        state(&EventView::Read { conversation_id, others_read: seq })
    }

    fn hidden(&self, conversation_id: Uuid, seq: i64) -> Bytes {
        state(&EventView::Hidden { conversation_id, seq })
    }

    fn pin(&self, conversation_id: Uuid, pin: Option<&Message>, _: Language) -> Bytes {
        let message = pin.map(MessageView::new);
        state(&EventView::Pinned { conversation_id, message })
    }

    fn typing(&self, typist: &Typist, _: Language) -> Bytes {
        let (conversation_id, username) = (typist.conversation_id, typist.username.as_str());
        state(&EventView::Typing { conversation_id, username })
    }

    /// Programs put together for themselves whom they have heard of.
    fn typists(&self, _: Uuid, _: &[&Typist], _: Language) -> Option<Bytes> {
        None
    }

    fn presence(&self, people: &[(Peer, Presence)], _: Language) -> Bytes {
        let people = people.iter().map(|(peer, presence)| PeerView::new(peer, *presence));
        state(&EventView::Presence { people: people.collect() })
    }

    fn closed(&self, why: Closed, language: Language) -> Bytes {
        let (reason, sentence) = match why {
            Closed::SignedOut => ("signed_out", "stream-token-ended"),
            Closed::Removed => ("removed", "stream-removed"),
            Closed::TooMany => ("too_many", "stream-too-many-programs"),
        };
        let detail = language.words().say(sentence).into_owned();
        event(Some("closed"), None, &EventView::Closed { reason, detail })
    }

    fn reset(&self) -> Bytes {
        event(Some("reset"), None, &EventView::Reset)
    }
}

fn state(view: &EventView<'_>) -> Bytes {
    event(None, None, view)
}

fn event(name: Option<&str>, id: Option<i64>, view: &EventView<'_>) -> Bytes {
    // A view has text for keys, so nothing can go wrong.
    frame(name, id, &serde_json::to_string(view).unwrap_or_default())
}
