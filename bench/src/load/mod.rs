//! The load: requests, listeners and what came of them.
//!
//! It shares the machine with what it measures, so it costs little: one epoll
//! loop for requests and one for listeners, no runtime, no work for each byte.

mod bulk;
mod client;
mod drive;
mod fan_out;
mod histogram;
pub mod http;
pub mod listen;
pub mod mark;
pub mod net;
mod plan;
mod sse;
mod tally;
mod visitor;

pub use bulk::{Bulk, together};
pub use drive::drive;
pub use fan_out::{FanOut, Fanned};
pub use histogram::Histogram;
pub use plan::{MESSAGE, Plan, Target};
pub use tally::Tally;
pub use visitor::Visitor;
