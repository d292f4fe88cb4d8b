//! A change of a group: one transaction under the lock of its row, told by lines.

use uuid::Uuid;

use super::{GroupRepository, GroupService, Role, repository::Locked};
use crate::{
    announcement::{Announcement, GroupChange},
    conversation::{ConversationRepository, Joining},
    error::{Error, Result},
    file::{FileRepository, MOST_REMOVED},
    invitation::InvitationRepository,
    message::{Line, MessageRepository},
    store::UnitOfWork,
};

/// Said to who is in the group and may not do that.
pub(super) const NOT_ALLOWED: Error = Error::NotAllowed("error-group-role");

/// A group that is locked. Dropping it is the rollback.
pub(super) struct Change {
    pub work: UnitOfWork,
    pub group: Locked,
    /// Who does all of it.
    pub actor: Uuid,
    lines: Vec<Line>,
    joined: Vec<Uuid>,
    left: Vec<Uuid>,
}

impl Change {
    /// Not found when there is no such group, or no more.
    pub async fn begin(groups: &GroupService, id: Uuid, actor: Uuid) -> Result<Self> {
        let work = groups.database.begin(&groups.announcer).await?;
        let group = GroupRepository::of(&work).lock(id).await?.ok_or(Error::NotFound)?;
        Ok(Self::of(work, group, actor))
    }

    pub fn of(work: UnitOfWork, group: Locked, actor: Uuid) -> Self {
        Self { work, group, actor, lines: Vec::new(), joined: Vec::new(), left: Vec::new() }
    }

    /// What somebody may do now that nobody else can change it; not found for who
    /// is not in the group any more.
    pub async fn role_of(&self, user: Uuid) -> Result<Role> {
        let role = GroupRepository::of(&self.work).role(self.group.id, user).await?;
        role.ok_or(Error::NotFound)
    }

    /// Refused when the actor does not manage the group.
    pub async fn check_manages(&self) -> Result<Role> {
        let role = self.role_of(self.actor).await?;
        if role.manages() { Ok(role) } else { Err(NOT_ALLOWED) }
    }

    /// Refused when the actor does not own the group.
    pub async fn check_owns(&self) -> Result<()> {
        let role = self.role_of(self.actor).await?;
        if role == Role::Owner { Ok(()) } else { Err(NOT_ALLOWED) }
    }

    pub fn tell(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// The number of the next line.
    pub fn next_seq(&self) -> i64 {
        self.group.last_seq + 1 + i64::try_from(self.lines.len()).unwrap_or(0)
    }

    /// Another link, or none; the one before ends, with the invitation that came with
    /// it.
    pub async fn set_link(&self, hash: Option<Vec<u8>>, invitation: Option<Uuid>) -> Result<()> {
        self.end_invitation().await?;
        let groups = GroupRepository::of(&self.work);
        Ok(groups.set_link(self.group.id, hash, invitation).await?)
    }

    async fn end_invitation(&self) -> Result<()> {
        if let Some(invitation) = self.group.link_invitation_id {
            InvitationRepository::of(&self.work).revoke(invitation).await?;
        }
        Ok(())
    }

    /// They are members from the next line on, which says so. To them it is unread,
    /// unless they have joined by themselves.
    pub async fn admit(&mut self, users: &[Uuid]) -> Result<()> {
        let seq = self.next_seq();
        let joining = Joining {
            role: Role::Member,
            first_seq: if self.group.shows_history { 1 } else { seq },
            // The pointer of who acts follows when the line is written.
            last_read_seq: seq - 1,
        };
        let conversations = ConversationRepository::of(&self.work);
        conversations.insert_members(self.group.id, users, joining).await?;
        self.joined.extend(users);
        Ok(())
    }

    /// Somebody is a member no more, as the next line says.
    pub async fn dismiss(&mut self, user: Uuid) -> Result<()> {
        GroupRepository::of(&self.work).remove(self.group.id, user).await?;
        self.left.push(user);
        Ok(())
    }

    /// They are members already, as the first line says.
    pub fn has_admitted(&mut self, users: &[Uuid]) {
        self.joined.extend(users);
    }

    /// Stores the lines and tells of them. Without any it only commits.
    pub async fn finish(mut self, groups: &GroupService) -> Result<()> {
        if self.lines.is_empty() {
            return Ok(self.work.commit().await?);
        }
        let id = self.group.id;
        GroupRepository::of(&self.work).write(&self.group, self.actor, &self.lines).await?;
        for user in &self.left {
            groups.outbox.changed_for(&mut self.work, *user, id).await?;
        }
        let last = self.group.last_seq + i64::try_from(self.lines.len()).unwrap_or(0);
        let (actor, concerned) = (self.actor, self.concerned());
        groups.outbox.line_written(&mut self.work, id, last, actor, &concerned).await?;
        self.announce().await?;
        Ok(self.work.commit().await?)
    }

    /// Those to whom something of it is unread.
    fn concerned(&self) -> Vec<Uuid> {
        let mut concerned: Vec<Uuid> =
            self.lines.iter().flat_map(|line| line.whom.iter().copied()).collect();
        concerned.sort_unstable();
        concerned.dedup();
        concerned
    }

    async fn announce(&mut self) -> Result<()> {
        let (id, count) = (self.group.id, self.lines.len() as u64);
        let messages = MessageRepository::of(&self.work, id);
        let lines = messages.changed_since(self.group.version, count).await?;
        let version = lines.last().map_or(self.group.version, |line| line.version);
        for line in lines {
            self.work.announce(Announcement::message_changed(line));
        }
        self.work.announce(Announcement::GroupChanged(GroupChange {
            conversation_id: id,
            version,
            joined: std::mem::take(&mut self.joined),
            left: std::mem::take(&mut self.left),
        }));
        Ok(())
    }

    /// Ends the group: nobody is in it any more.
    pub async fn end(mut self, groups: &GroupService) -> Result<()> {
        let id = self.group.id;
        let members = ConversationRepository::of(&self.work).members_of(&[id]).await?;
        GroupRepository::of(&self.work).lock_members(id).await?;
        // As long as they are members: what stands in their chats is taken back.
        groups.outbox.message_changed(&mut self.work, id, 0).await?;
        self.end_invitation().await?;
        let files = FileRepository::of(&self.work);
        let objects = files.delete_of_conversation(id, MOST_REMOVED - 1).await?;
        let objects = objects.into_iter().chain(self.group.avatar_id).collect();
        if let Some(files) = &groups.files {
            files.remove_after(&mut self.work, objects);
        }
        GroupRepository::of(&self.work).end(&self.group).await?;
        let members = members.into_iter().map(|(_, user)| user).collect();
        let version = self.group.version + 1;
        self.work.announce(Announcement::GroupEnded { conversation_id: id, version, members });
        Ok(self.work.commit().await?)
    }
}
