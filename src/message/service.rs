//! What one may do with messages.

use super::{Message, MessageRepository, NewMessage};
use crate::{
    announcement::{Announcement, Announcer},
    conversation::{ConversationRepository, Member},
    error::{Error, Result},
    notification::Outbox,
    store::Database,
};

/// Posts messages, each once.
#[derive(Debug, Clone)]
pub struct MessageService {
    database: Database,
    announcer: Announcer,
    outbox: Outbox,
}

/// What became of an attempt to post.
#[derive(Debug)]
pub enum Posted {
    /// Stored now, or by an earlier attempt with the same nonce and text.
    Once(Message),
    /// The nonce belongs to another text; nothing was stored.
    NonceOfAnother,
}

impl MessageService {
    pub fn new(database: Database, announcer: Announcer, outbox: Outbox) -> Self {
        Self { database, announcer, outbox }
    }

    /// Stores the message and, once it is durable, announces it to everyone
    /// who has the conversation open or in their list. Posting again with the
    /// same nonce stores nothing.
    pub async fn post(&self, member: &Member, new: NewMessage) -> Result<Posted> {
        match self.store(member, &new).await? {
            Some(message) => Ok(Posted::Once(message)),
            None => self.earlier(member, &new).await,
        }
    }

    /// None when the author has used the nonce before. Numbering locks the
    /// conversation, so what is found after it is what will be.
    async fn store(&self, member: &Member, new: &NewMessage) -> Result<Option<Message>> {
        let (conversation, author) = (&member.conversation, &member.actor.user);
        let mut work = self.database.begin(&self.announcer).await?;
        let messages = MessageRepository::of(&work, conversation.id);
        let numbered = messages.number().await?;
        let Some(continues) = messages.insert(numbered, author.id, new).await? else {
            return Ok(None);
        };
        let sent = (numbered.seq, new.seen);
        if !ConversationRepository::of(&work).mark_sent(conversation.id, author.id, sent).await? {
            return Err(Error::NotFound);
        }
        let message = Message {
            conversation_id: conversation.id,
            seq: numbered.seq,
            version: numbered.version,
            author_id: author.id,
            author_username: author.username.clone(),
            author_display_name: author.display_name.clone(),
            nonce: new.nonce.as_str().to_owned(),
            body: new.body.as_str().to_owned(),
            continues,
            created_at: numbered.at,
            deleted_at: None,
        };
        if new.seen > conversation.last_read_seq {
            work.announce(Announcement::ReadingMoved { conversation_id: conversation.id });
        }
        work.announce(Announcement::message_changed(message.clone()));
        work.announce(Announcement::entry_changed(conversation.id, member.audience()));
        let posted = (numbered.seq, author.id);
        self.outbox.message_posted(&mut work, conversation.id, posted).await?;
        work.commit().await?;
        Ok(Some(message))
    }

    /// The transaction of a repeat was rolled back with its number; what the
    /// first attempt stored is read outside of it.
    async fn earlier(&self, member: &Member, new: &NewMessage) -> Result<Posted> {
        let messages = MessageRepository::of(&self.database, member.conversation.id);
        let earlier = messages.with_nonce(member.actor.user.id, new.nonce.as_str()).await?;
        match earlier {
            // An indentation is no other text.
            Some(message) if message.body.trim_start() == new.body.as_str().trim_start() => {
                Ok(Posted::Once(message))
            }
            Some(_) => Ok(Posted::NonceOfAnother),
            None => Err(Error::Internal("a repeated nonce has no message".to_owned())),
        }
    }
}
