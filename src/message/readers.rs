//! Who has read a message of a group.

use uuid::Uuid;

use super::{By, Message, MessageRepository, Rights};
use crate::{
    conversation::Member,
    error::{Error, Result},
    store::Database,
};

/// Somebody who has read a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageReader {
    pub by: By,
    pub avatar_id: Option<Uuid>,
}

/// Those of the others in a group who have read a message, and tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readers {
    pub readers: Vec<MessageReader>,
    /// How many others could be among them: whoever keeps their reading to themselves
    /// is not counted.
    pub others: i64,
}

impl Readers {
    /// Of a message of this member; not found where they are not told.
    pub async fn of(database: &Database, member: &Member, message: &Message) -> Result<Self> {
        let group = member.conversation.kind.group();
        let is_told = Rights::of(member, message).readers;
        group.filter(|_| is_told).ok_or(Error::NotFound)?;
        let messages = MessageRepository::of(database, member.conversation.id);
        let told = messages.readers(message).await?;
        let others = i64::try_from(told.len()).unwrap_or(i64::MAX);
        let readers = told.into_iter().filter(|(_, has_read)| *has_read).map(|(reader, _)| reader);
        Ok(Self { readers: readers.collect(), others })
    }
}
