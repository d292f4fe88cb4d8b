//! Conversation: where members write to each other: two people, one with their
//! own notes, or a group.

mod kind;
mod level;
pub mod list;
mod member;
mod mute;
mod own;
mod reading;
mod repository;
mod role;
mod seldom;
mod service;
mod session_visit;
mod token_visit;
mod visit;

pub use kind::{Group, Kind, Peer};
pub(crate) use kind::{KIND, with_peer};
pub use level::Level;
pub use list::{
    Entry, GroupMark, LIST_PAGE, LastMessage, ListCursor, ListPart, ListRepository, Show,
};
pub use member::{Conversation, Member};
pub use mute::Mute;
pub use own::Draft;
use reading::{Pointer, READ_UP_TO};
pub use reading::{Reading, Shown};
pub use repository::{ConversationRepository, Joining};
pub use role::GroupRole;
pub use service::ConversationService;
pub(crate) use service::{pair_key, start_direct_within};
pub use session_visit::SessionVisit;
pub use token_visit::TokenVisit;
