//! What one may do with messages: posting them, each once.

use super::{Message, MessageRepository, NewMessage};
use crate::{
    announcement::{Announcement, Announcer},
    conversation::{ConversationRepository, Member},
    error::{Error, Result},
    notification::Outbox,
    store::{Database, UnitOfWork},
};

#[derive(Debug, Clone)]
pub struct MessageService {
    pub(super) database: Database,
    pub(super) announcer: Announcer,
    pub(super) outbox: Outbox,
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
}

impl MessageService {
    pub fn new(database: Database, announcer: Announcer, outbox: Outbox) -> Self {
        Self { database, announcer, outbox }
    }

    /// Stores the message and, once it is durable, announces it to everyone
    /// who has the conversation open or in their list. Posting again with the
    /// same nonce stores nothing.
    pub async fn post(&self, member: &Member, new: NewMessage) -> Result<Posted> {
        let mut work = self.database.begin(&self.announcer).await?;
        match self.post_within(&mut work, member, &new).await? {
            Stored::Message(message) => {
                forget_draft(&work, member, &new).await?;
                work.commit().await?;
                Ok(Posted::Once(message))
            }
            Stored::NothingToAnswer => Ok(Posted::NothingToAnswer),
            // The transaction of a repeat is rolled back with its number; what
            // the first attempt stored is read outside of it.
            Stored::Repeat => {
                drop(work);
                self.earlier(member, &new).await
            }
        }
    }

    /// Numbering locks the conversation, so what is found after it is what will
    /// be. Whatever else than a message comes of it must not be committed.
    pub(super) async fn post_within(
        &self,
        work: &mut UnitOfWork,
        member: &Member,
        new: &NewMessage,
    ) -> Result<Stored> {
        let (conversation, author) = (&member.conversation, &member.actor.user);
        let messages = MessageRepository::of(work, conversation.id);
        let numbered = messages.number().await?;
        let Some(continues) = messages.insert(numbered, author.id, new).await? else {
            return Ok(Stored::Repeat);
        };
        // What nobody has said yet, nobody has seen.
        let sent = (numbered.seq, new.seen.min(numbered.seq));
        if !ConversationRepository::of(work).mark_sent(conversation.id, author.id, sent).await? {
            return Err(Error::NotFound);
        }
        let quote = match new.reply_to {
            None => None,
            Some(seq) => match messages.visible(author.id, seq).await? {
                Some(answered) if !answered.is_deleted() && seq < numbered.seq => {
                    Some(answered.quoted())
                }
                _ => return Ok(Stored::NothingToAnswer),
            },
        };
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
            format: new.format,
            edited_at: None,
            text_version: None,
            quote,
            forwarded_from: new.forwarded_from.clone(),
            is_pinned: false,
            reactions: Vec::new(),
        };
        if new.seen > conversation.last_read_seq {
            work.announce(Announcement::ReadingMoved { conversation_id: conversation.id });
        }
        work.announce(Announcement::message_changed(message.clone()));
        work.announce(Announcement::entry_changed(conversation.id, member.audience()));
        let posted = (numbered.seq, author.id);
        self.outbox.message_posted(work, conversation.id, posted).await?;
        Ok(Stored::Message(Box::new(message)))
    }

    async fn earlier(&self, member: &Member, new: &NewMessage) -> Result<Posted> {
        let messages = MessageRepository::of(&self.database, member.conversation.id);
        let earlier = messages.with_nonce(member.actor.user.id, new.nonce.as_str()).await?;
        let earlier =
            earlier.ok_or_else(|| Error::Internal("a repeated nonce has no message".to_owned()))?;
        let is_same = earlier.attempt_hash() == new.attempt_hash();
        Ok(if is_same { Posted::Once(Box::new(earlier.message)) } else { Posted::NonceOfAnother })
    }
}

/// What was begun to write is sent. Another text stays: another page may have
/// begun it.
async fn forget_draft(work: &UnitOfWork, member: &Member, sent: &NewMessage) -> Result<()> {
    let conversation = &member.conversation;
    if let Some(draft) = conversation.draft.as_ref().filter(|draft| draft.becomes(&sent.body)) {
        let conversations = ConversationRepository::of(work);
        conversations.forget_sent_draft(conversation.id, member.actor.user.id, draft).await?;
    }
    Ok(())
}

/// What became of storing a message.
pub(super) enum Stored {
    Message(Box<Message>),
    /// The author has used the nonce before.
    Repeat,
    NothingToAnswer,
}
