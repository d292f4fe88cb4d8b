//! Conversation: where members write to each other; so far direct ones, of
//! two people or of one with their own notes.

mod entry;
mod member;
mod mute;
mod repository;
mod service;

pub use entry::{Entry, ListCursor, ListPart};
pub use member::{Conversation, Member, Peer};
pub use mute::Mute;
pub use repository::{ConversationRepository, LIST_PAGE, Pointer};
pub use service::ConversationService;
pub(crate) use service::{pair_key, start_direct_within};
