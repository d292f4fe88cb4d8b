//! What one may do with conversations.

use sea_orm::DbErr;
use uuid::Uuid;

use super::{ConversationRepository, Joining, Kind, Level, Member};
use crate::{
    announcement::{Announcement, Announcer, Typist},
    entity::user,
    error::{Error, Result},
    notification::Outbox,
    problem::Problem,
    store::{Database, UnitOfWork},
};

/// In a larger group nobody is told who is typing.
const MOST_TOLD_OF_TYPING: i64 = 100;

/// Starts conversations and keeps track of what was read.
#[derive(Debug, Clone)]
pub struct ConversationService {
    pub(super) database: Database,
    pub(super) announcer: Announcer,
    pub(super) outbox: Outbox,
}

impl ConversationService {
    pub fn new(database: Database, announcer: Announcer, outbox: Outbox) -> Self {
        Self { database, announcer, outbox }
    }

    /// The direct conversation of two users (of one, for notes to oneself),
    /// started when there is none; one per pair, also when both start it in
    /// the same instant. None is started with somebody who is disabled; what
    /// was said before can still be read, and gone on with.
    pub async fn start_direct(
        &self,
        one: Uuid,
        other: &user::Model,
    ) -> Result<Result<Uuid, Problem>> {
        let pair_key = pair_key(one, other.id);
        if let Some(id) = ConversationRepository::of(&self.database).direct(&pair_key).await? {
            return Ok(Ok(id));
        }
        if other.disabled_at.is_some() {
            return Ok(Err(Problem { field: "username", sentence: "problem-disabled-person" }));
        }
        match self.create_direct(one, other.id).await? {
            Some(id) => Ok(Ok(id)),
            None => {
                let id = ConversationRepository::of(&self.database).direct(&pair_key).await?;
                let id = id.ok_or_else(|| Error::Internal("a pair has no conversation".to_owned()));
                Ok(Ok(id?))
            }
        }
    }

    async fn create_direct(&self, one: Uuid, other: Uuid) -> Result<Option<Uuid>> {
        let mut work = self.database.begin(&self.announcer).await?;
        let id = start_direct_within(&mut work, one, other).await?;
        work.commit().await?;
        Ok(id)
    }

    /// Moves the member's pointer forward; their other tabs and devices follow.
    pub async fn mark_read(&self, member: &Member, seq: i64) -> Result<()> {
        let (id, user_id) = (member.conversation.id, member.actor.user.id);
        let mut work = self.database.begin(&self.announcer).await?;
        if ConversationRepository::of(&work).mark_read_up_to(id, user_id, seq).await? {
            let readers = who_sees_reading(&work, member, seq).await?;
            work.announce(Announcement::entry_changed(id, readers));
            work.announce(Announcement::ReadUpTo { conversation_id: id, user_id, seq });
            self.outbox.changed_for(&mut work, user_id, id).await?;
            work.commit().await?;
        }
        Ok(())
    }

    /// Tells this member nothing of the conversation until then, by the clock
    /// of the database; none means to tell again.
    pub async fn mute(&self, member: &Member, until: Option<i64>) -> Result<()> {
        let (id, user_id) = (member.conversation.id, member.actor.user.id);
        let mut work = self.database.begin(&self.announcer).await?;
        ConversationRepository::of(&work).set_muted(id, user_id, until).await?;
        // What is archived comes back or not, as it is quiet or not.
        work.announce(Announcement::entry_changed(id, vec![user_id]));
        self.outbox.changed_for(&mut work, user_id, id).await?;
        Ok(work.commit().await?)
    }

    /// Tells this member so much of a group from now on. Of other conversations
    /// there is nothing to choose.
    pub async fn set_level(&self, member: &Member, level: Level) -> Result<()> {
        if member.group_role().is_none() {
            return Err(Error::NotFound);
        }
        let (id, user_id) = (member.conversation.id, member.actor.user.id);
        let mut work = self.database.begin(&self.announcer).await?;
        ConversationRepository::of(&work).set_level(id, user_id, level).await?;
        self.outbox.changed_for(&mut work, user_id, id).await?;
        Ok(work.commit().await?)
    }

    /// Tells the others that the member is typing, unless they are very many. Nothing
    /// is stored.
    pub fn typing(&self, member: &Member) {
        let user = &member.actor.user;
        let typist = Typist {
            conversation_id: member.conversation.id,
            user_id: user.id,
            username: user.username.clone(),
            display_name: user.display_name.clone(),
        };
        match &member.conversation.kind {
            Kind::Notes => {}
            Kind::Direct(peer) => {
                self.announcer.announce(Announcement::Typing { typist, others: vec![peer.id] });
            }
            Kind::Group(group) if group.members > MOST_TOLD_OF_TYPING => {}
            Kind::Group(_) => self.announcer.announce(Announcement::TypingInGroup(typist)),
        }
    }
}

/// Stores a direct conversation in a unit of work, and announces it. None when
/// there is one already.
pub(crate) async fn start_direct_within(
    work: &mut UnitOfWork,
    one: Uuid,
    other: Uuid,
) -> Result<Option<Uuid>, DbErr> {
    let id = Uuid::now_v7();
    if !ConversationRepository::of(work).insert_direct(id, &pair_key(one, other)).await? {
        return Ok(None);
    }
    let members = if one == other { vec![one] } else { vec![one, other] };
    ConversationRepository::of(work).insert_members(id, &members, Joining::FIRST).await?;
    work.announce(Announcement::entry_changed(id, members));
    Ok(Some(id))
}

/// Whose list shows that this member has read up to here: their own, and that
/// of who has written the last message when that is read and they may know it.
pub(super) async fn who_sees_reading(
    work: &UnitOfWork,
    member: &Member,
    seq: i64,
) -> Result<Vec<Uuid>, DbErr> {
    let own = member.actor.user.id;
    if seq < member.conversation.last_seq || !member.shares_reading() {
        return Ok(vec![own]);
    }
    let author = match &member.conversation.kind {
        Kind::Notes => None,
        Kind::Direct(peer) => Some(peer.id),
        Kind::Group(_) => {
            ConversationRepository::of(work).last_author(member.conversation.id).await?
        }
    };
    Ok(std::iter::once(own).chain(author.filter(|author| *author != own)).collect())
}

/// The same for both of a pair: the ids in order.
pub(crate) fn pair_key(one: Uuid, other: Uuid) -> String {
    format!("{}:{}", one.min(other), one.max(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_has_one_key() {
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        assert_eq!(pair_key(one, other), pair_key(other, one));
        assert_ne!(pair_key(one, other), pair_key(one, one));
        assert_eq!(pair_key(one, other).len(), 73);
    }
}
