//! Server-sent events: the way of live changes to one reader, a page or a
//! program. What the events say is the faces' business.

mod cursor;
mod frame;
mod handover;
mod live_stream;
mod wire;

pub use cursor::cursor;
pub use frame::{frame, ping};
pub use handover::{Handover, Socket};
pub use live_stream::{LiveStream, STOP_SPREAD, event_stream, single_event};
