//! What becomes of messages that are sent together.

mod batches;
pub(crate) mod house;
mod notices;
mod plans;
mod queue;

use house::{House, said};
