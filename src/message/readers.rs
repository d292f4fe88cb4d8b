//! Who has read a message of a group.

use super::{By, Message, MessageRepository, Rights};
use crate::{
    conversation::Member,
    error::{Error, Result},
    store::Database,
};

/// Those of the others in a group who have read a message, and tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readers {
    pub readers: Vec<By>,
    /// How many others there are.
    pub others: i64,
}

impl Readers {
    /// Of a message of this member; not found where they are not told.
    pub async fn of(database: &Database, member: &Member, message: &Message) -> Result<Self> {
        let group = member.conversation.kind.group();
        let is_told = Rights::of(member, message).readers;
        let group = group.filter(|_| is_told).ok_or(Error::NotFound)?;
        let messages = MessageRepository::of(database, member.conversation.id);
        let readers = messages.readers(message).await?;
        Ok(Self { readers, others: group.members - 1 })
    }
}
