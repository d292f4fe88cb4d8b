//! What a member may keep for themselves about a conversation.

use sea_orm::DbErr;

use super::Draft;
use crate::{
    announcement::Announcement,
    conversation::{
        ConversationRepository, ConversationService, Member, service::who_sees_reading,
    },
    error::{Error, Result},
    message::MessageRepository,
    store::UnitOfWork,
    user::UserRepository,
};

impl ConversationService {
    /// Counts as unread what this member has read, from this message on; without
    /// one, from the last one of somebody else. What others are told of their
    /// reading stays.
    pub async fn mark_unread(&self, member: &Member, from: Option<i64>) -> Result<()> {
        if from.is_some_and(|seq| !member.conversation.history().contains(&seq)) {
            return Err(Error::BadRequest("error-no-such-message"));
        }
        let (id, user_id) = (member.conversation.id, member.actor.user.id);
        let work = self.database.begin(&self.announcer).await?;
        let conversations = ConversationRepository::of(&work);
        let from = match from {
            Some(seq) => Some(seq),
            None => {
                conversations.last_of_others(id, user_id, member.conversation.first_seq).await?
            }
        };
        match from {
            Some(seq) if conversations.mark_unread_from(id, user_id, seq).await? => {
                Ok(tell_own_pages(work, member).await?)
            }
            _ => Ok(()),
        }
    }

    /// Takes everything that was said until now out of this member's sight; for
    /// the others it stays. Their pages are made anew. Under the lock of the
    /// conversation: what is being said meanwhile comes after it.
    pub async fn clear(&self, member: &Member) -> Result<()> {
        let (id, user_id) = (member.conversation.id, member.actor.user.id);
        let mut work = self.database.begin(&self.announcer).await?;
        MessageRepository::of(&work, id).lock().await?;
        ConversationRepository::of(&work).clear(id, user_id).await?;
        let read = who_sees_reading(&work, member, member.conversation.last_seq).await?;
        work.announce(Announcement::entry_changed(id, read));
        work.announce(Announcement::ReadingMoved { conversation_id: id });
        self.outbox.changed_for(&mut work, user_id, id).await?;
        Ok(work.commit().await?)
    }

    /// Keeps what this member has begun to write, for all their devices; none
    /// forgets it. The newest counts.
    pub async fn keep_draft(&self, member: &Member, draft: Option<&Draft>) -> Result<()> {
        let (id, user_id) = (member.conversation.id, member.actor.user.id);
        let work = self.database.begin(&self.announcer).await?;
        let conversations = ConversationRepository::of(&work);
        match draft {
            Some(draft) => conversations.keep_draft(id, user_id, draft).await?,
            None if conversations.forget_draft(id, user_id).await? => {}
            None => return Ok(()),
        }
        Ok(tell_own_pages(work, member).await?)
    }

    /// Puts the conversation before all others in this member's list, or back.
    pub async fn set_pinned(&self, member: &Member, is_pinned: bool) -> Result<()> {
        let (id, user_id) = (member.conversation.id, member.actor.user.id);
        let work = self.database.begin(&self.announcer).await?;
        let conversations = ConversationRepository::of(&work);
        if is_pinned {
            // Of two pins at once the second one counts the first.
            UserRepository::of(&work).lock(user_id).await?;
        }
        if is_pinned && !conversations.pin(id, user_id).await? {
            return Err(Error::Refused("error-too-many-pinned"));
        }
        if is_pinned || conversations.unpin(id, user_id).await? {
            tell_own_pages(work, member).await?;
        }
        Ok(())
    }

    /// Puts the conversation away until the next message, or back into this
    /// member's list.
    pub async fn set_archived(&self, member: &Member, is_archived: bool) -> Result<()> {
        let (id, user_id) = (member.conversation.id, member.actor.user.id);
        let work = self.database.begin(&self.announcer).await?;
        let conversations = ConversationRepository::of(&work);
        let has_changed = if is_archived {
            conversations.archive(id, user_id).await?
        } else {
            conversations.unarchive(id, user_id).await?
        };
        if has_changed {
            tell_own_pages(work, member).await?;
        }
        Ok(())
    }
}

/// Commits what concerns nobody but this member.
async fn tell_own_pages(mut work: UnitOfWork, member: &Member) -> Result<(), DbErr> {
    let own = vec![member.actor.user.id];
    work.announce(Announcement::entry_changed(member.conversation.id, own));
    work.commit().await
}
