//! Announcement: what a service wants told after its commit.

mod announcer;
mod event;
mod throttle;

pub use announcer::{Announcer, Listen};
pub use event::{Announcement, GroupChange, Hint, Topic, Typist};
pub use throttle::{Matter, Subject};
