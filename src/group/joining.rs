//! How people come into a group by themselves: it is open, or they have a link. Who
//! was removed does not, until somebody adds them again.

use uuid::Uuid;

use super::{
    FoundGroup, GroupRepository, GroupService, MOST_MEMBERS,
    change::Change,
    service::{FULL, REMOVED},
};
use crate::{
    conversation::Member,
    error::{Error, Result},
    invitation::{Inviter, NewInvitation, TOO_MANY, invite_within},
    message::{Happening, Line},
    problem::Problem,
    secret,
    user::Actor,
};

/// Letters and digits of a link: 24 of 62 are 142 bits.
const LINK_CHARACTERS: usize = 24;

/// For how many days and how many people a link lets somebody make an account.
const FOR_GUESTS: NewInvitation = NewInvitation { days: Some(7), most_uses: Some(1_000) };

/// A link by which also somebody may join who has no account yet.
#[derive(Debug)]
pub struct GuestLink {
    pub token: String,
    /// Of the invitation to the server.
    pub code: String,
}

impl GroupService {
    /// Joins an open group; another one is not found. Who is in it already stays so.
    pub async fn join(&self, actor: &Actor, id: Uuid) -> Result<Result<(), Problem>> {
        let change = Change::begin(self, id, actor.user.id).await?;
        let is_in = GroupRepository::of(&change.work).role(id, actor.user.id).await?.is_some();
        if !change.group.is_open && !is_in {
            return Err(Error::NotFound);
        }
        self.enter(change, Happening::Joined).await
    }

    /// Makes a link by which anybody may join, in the place of the one before. Only
    /// its hash is kept, so it is shown this once.
    pub async fn make_link(&self, member: &Member) -> Result<String> {
        let change = self.begin(member).await?;
        change.check_manages().await?;
        let token = secret::fresh(LINK_CHARACTERS);
        change.set_link(Some(secret::hash(&token)), None).await?;
        change.finish(self).await?;
        Ok(token)
    }

    /// The same with an invitation to the server, which ends with the link.
    pub async fn make_link_for_guests(
        &self,
        member: &Member,
        inviter: &Inviter,
    ) -> Result<GuestLink> {
        let change = self.begin(member).await?;
        change.check_manages().await?;
        let token = secret::fresh(LINK_CHARACTERS);
        let made = invite_within(&change.work, inviter.user_id, FOR_GUESTS).await?;
        let invitation = made.ok_or(Error::Refused(TOO_MANY.sentence))?;
        change.set_link(Some(secret::hash(&token)), Some(invitation.id)).await?;
        change.finish(self).await?;
        Ok(GuestLink { token, code: invitation.code })
    }

    /// Nobody joins by a link any more.
    pub async fn revoke_link(&self, member: &Member) -> Result<()> {
        let change = self.begin(member).await?;
        change.check_manages().await?;
        change.set_link(None, None).await?;
        change.finish(self).await
    }

    /// Whether there is a link by which anybody may join.
    pub async fn has_link(&self, member: &Member) -> Result<bool> {
        Ok(GroupRepository::of(&self.database).has_link(member.conversation.id).await?)
    }

    /// The group that a link leads to, as this user finds it, or nobody.
    pub async fn by_link(&self, user: Option<Uuid>, token: &str) -> Result<Option<FoundGroup>> {
        let user = user.unwrap_or_else(Uuid::nil);
        Ok(GroupRepository::of(&self.database).by_link(user, secret::hash(token)).await?)
    }

    /// Joins the group that a link leads to; not found when it leads nowhere.
    pub async fn join_by_link(&self, actor: &Actor, token: &str) -> Result<Result<Uuid, Problem>> {
        let found = self.by_link(Some(actor.user.id), token).await?.ok_or(Error::NotFound)?;
        let change = Change::begin(self, found.id, actor.user.id).await?;
        // It may have ended before the group was locked.
        let groups = GroupRepository::of(&change.work);
        groups.by_link(actor.user.id, secret::hash(token)).await?.ok_or(Error::NotFound)?;
        let entered = self.enter(change, Happening::JoinedByLink).await?;
        Ok(entered.map(|()| found.id))
    }

    async fn enter(&self, mut change: Change, how: Happening) -> Result<Result<(), Problem>> {
        let actor = change.actor;
        let groups = GroupRepository::of(&change.work);
        if groups.role(change.group.id, actor).await?.is_some() {
            return Ok(Ok(()));
        }
        if groups.is_removed(change.group.id, actor).await? {
            return Ok(Err(REMOVED));
        }
        if change.group.members >= MOST_MEMBERS {
            return Ok(Err(FULL));
        }
        change.admit(&[actor]).await?;
        change.tell(Line::of(how));
        change.finish(self).await?;
        Ok(Ok(()))
    }
}
