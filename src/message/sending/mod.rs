//! Sending: storing what members say, many messages in one transaction.
//!
//! One writer in a process takes all that has queued up while it wrote, so a
//! hundred messages cost what one costs. Under the lock of the conversations, and
//! not before, it is looked at who may write, what was sent before and what is
//! answered; only what is new is numbered. So a `seq` is never missing, and what
//! is refused concerns nobody else.
//!
//! Somebody else may hold the lock of a conversation for long: another process that
//! is frozen, or an operator. So the writer takes only what is free; what is not
//! waits in a lane of its conversation, and holds up no other.

mod batch;
mod files;
mod given;
mod lanes;
mod numbering;
mod pen;
mod repository;
mod rows;
mod statements;
#[cfg(test)]
pub(crate) mod tests;
mod unchanged;
mod unlocked;
mod writer;

pub(super) use batch::{lock, store};
pub(super) use writer::Writer;

use super::{Message, NewMessage};
use crate::conversation::Member;

/// What a member wants to say in a conversation.
#[derive(Debug, Clone)]
pub(super) struct Sending {
    pub member: Member,
    pub new: NewMessage,
}

/// What became of it.
#[derive(Debug)]
pub(super) enum Stored {
    Message(Box<Message>),
    /// The author has used the nonce before.
    Repeat,
    NothingToAnswer,
    /// One of its files is not there to be sent by its author here.
    NoSuchFile,
    /// The author is no member (any more).
    NotAMember,
}
