//! Group: a conversation of many, with a title.
//!
//! Whatever happens to it is looked at again under the lock of its row, in the
//! order conversation, members, notifications, and is told by a line: a message
//! that says who did what to whom. So whoever has seen all versions knows all
//! that happened, and who was removed hears of nothing above the line that says
//! so.

mod change;
mod joining;
mod membership;
mod patch;
mod removals;
mod repository;
mod service;
#[cfg(test)]
mod tests;
mod title;

pub use joining::GuestLink;
pub use patch::GroupPatch;
pub use repository::{FoundGroup, GroupMember, GroupRepository};
pub use service::{GroupService, MOST_MEMBERS};
pub use title::{Description, NewGroup, Title};

pub use crate::conversation::GroupRole as Role;
