//! Live delivery: from a committed change to the browsers that show it.
//!
//! `hub` and `channel` bring what was announced, in order and without gaps, to
//! the streams of this process. `changes` reads what a conversation has missed, and
//! `list_reader` what lists show, for all of them together; a renderer that is
//! handed in makes the bytes, once for each face and language. `opening` says what a
//! stream begins with. What the backplane brings is
//! only a hint: the database is read again whenever one may have been lost.
//! `groups` knows to whose lists here a group matters, and `typing` who is typing there.
//! `rounds` make up for what nobody heard of. `kept_list` is for pages: what a list
//! shows, as long as nothing was heard that changes it.

mod changes;
mod channel;
mod groups;
mod hub;
mod in_time;
mod kept_list;
mod list;
mod list_reader;
mod memberships;
mod opening;
mod pace;
mod queue;
mod receipts;
mod render;
mod rounds;
mod source;
mod standing;
mod subscriber;
mod typing;

pub use hub::{Hub, Membership};
pub use kept_list::FirstScreen;
pub use opening::{Known, Opened, Opening};
#[cfg(test)]
pub(crate) use queue::queue;
pub use render::{Closed, Face, Form, Render, Renderers};
pub use subscriber::{Ending, Frame, Frames};
