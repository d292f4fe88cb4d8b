//! Announcement: what a service wants told after its commit.

mod announcer;
mod calm;
mod event;

pub use announcer::{Announcer, Listen};
pub use calm::{Matter, Subject};
pub use event::{Announcement, Hint, Topic, Typist};
