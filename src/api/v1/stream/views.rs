//! What happens, as programs are told it.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::{
    conversation::views::{EntryView, ListView},
    message::views::MessageView,
    person::views::PeerView,
};

/// One event of the stream: the data of an unnamed server-sent event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EventView<'e> {
    /// A message is new or has changed. The id of the event is its version.
    Message { message: MessageView<'e> },
    /// The first part of the list, whole: at the beginning, and when something may have been missed.
    List { list: ListView<'e> },
    /// Some entries of the list, as they are now.
    Entries { entries: Vec<EntryView<'e>> },
    /// What is not in the list any more: its reader is no member.
    EntryGone { conversation_ids: &'e [Uuid] },
    /// How far others have read.
    Read { conversation_id: Uuid, others_read: i64 },
    /// A message that the owner of the token has hidden.
    Hidden { conversation_id: Uuid, seq: i64 },
    /// The newest pinned message, if there is one.
    Pinned { conversation_id: Uuid, message: Option<MessageView<'e>> },
    /// Somebody is typing.
    Typing { conversation_id: Uuid, username: &'e str },
    /// Who is here.
    Presence { people: Vec<PeerView<'e>> },
    /// The last event of a stream, with a sentence that says why: do not come back by yourself. Named `closed`.
    Closed { reason: &'static str, detail: String },
    /// Too much was missed, or it never happened: begin anew. The stream ends. Named `reset`.
    Reset,
}
