//! What one may do with messages: posting them, each once.

use super::{
    Mentions, Message, MessageRepository, NewMessage,
    sending::{Sending, Stored, Writer},
};
use crate::{
    announcement::Announcer,
    conversation::Member,
    error::{Error, Result},
    file::FileService,
    notification::Outbox,
    search::Words,
    store::Database,
};

#[derive(Debug, Clone)]
pub struct MessageService {
    pub(super) database: Database,
    pub(super) announcer: Announcer,
    pub(super) outbox: Outbox,
    pub(super) files: FileService,
    writer: Writer,
}

/// What became of an attempt to post.
#[derive(Debug)]
pub enum Posted {
    /// Stored now, or by an earlier attempt with the same nonce and text.
    Once(Box<Message>),
    /// The nonce belongs to another text; nothing was stored.
    NonceOfAnother,
    /// What it answers is gone, or was never there for this member; nothing was
    /// stored.
    NothingToAnswer,
    /// One of its files is not there to be sent by them here; nothing was stored.
    NoSuchFile,
}

impl MessageService {
    /// Starts the writer of messages.
    pub fn start(
        database: Database,
        announcer: Announcer,
        outbox: Outbox,
        files: FileService,
    ) -> Self {
        let writer = Writer::start(database.clone(), announcer.clone(), outbox.clone());
        Self { database, announcer, outbox, files, writer }
    }

    /// Stores the message and, once it is durable, announces it to everyone
    /// who has the conversation open or in their list. Posting again with the
    /// same nonce stores nothing.
    pub async fn post(&self, member: &Member, new: NewMessage) -> Result<Posted> {
        let text = (new.body.as_str(), new.format);
        let mentions = Mentions::of(&self.database, member, text).await?;
        let words = Words::of(new.body.as_str());
        let new = NewMessage { mentions, words, ..new };
        let sending = Sending { member: member.clone(), new: new.clone() };
        match self.writer.write(sending).await? {
            Stored::Message(message) => Ok(Posted::Once(message)),
            Stored::Repeat => self.earlier(member, &new).await,
            Stored::NothingToAnswer => Ok(Posted::NothingToAnswer),
            Stored::NoSuchFile => Ok(Posted::NoSuchFile),
            Stored::NotAMember => Err(Error::NotFound),
        }
    }

    async fn earlier(&self, member: &Member, new: &NewMessage) -> Result<Posted> {
        let messages = MessageRepository::of(&self.database, member.conversation.id);
        let earlier = messages.with_nonce(member.actor.user.id, new.nonce.as_str()).await?;
        let earlier =
            earlier.ok_or_else(|| Error::Internal("a repeated nonce has no message".to_owned()))?;
        // Nobody is shown again what was said before their history begins.
        if earlier.message.seq < member.conversation.first_seq {
            return Err(Error::NotFound);
        }
        let is_same = earlier.attempt_hash() == new.attempt_hash();
        Ok(if is_same { Posted::Once(Box::new(earlier.message)) } else { Posted::NonceOfAnother })
    }
}
