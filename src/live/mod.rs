//! Live delivery: from a committed change to the browsers that show it.
//!
//! `event` says what can happen, `hub` and `channel` bring it, in order and
//! without gaps, to the streams of this process, `render` turns it into
//! fragments once per language, `stream` is the way to one browser and `wire`
//! its last step. The bus between processes is only a hint: the database is
//! read again whenever one may have been lost. `rounds` make up for what nobody
//! heard of. `calm` tells seldom what somebody changes all the time.

mod calm;
mod channel;
mod event;
pub mod handlers;
mod hub;
mod render;
mod rounds;
mod source;
mod standing;
mod stream;
mod subscriber;
mod wire;

pub use calm::{Matter, Subject};
pub use event::{Announcement, Hint, Topic, Typist};
pub use hub::Hub;
pub use stream::STOP_SPREAD;
