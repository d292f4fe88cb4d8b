//! What one may do with groups.

use uuid::Uuid;

use super::{
    FoundGroup, GroupMember, GroupPatch, GroupRepository, NewGroup, Role, change::Change,
    repository::Locked,
};
use crate::{
    announcement::Announcer,
    attempt::{Attempt, AttemptRepository},
    conversation::{ConversationRepository, Group, Joining, Kind, Member},
    error::{Error, Result},
    file::{FileService, NewAvatar},
    message::{Happening, Line},
    notification::Outbox,
    problem::Problem,
    store::Database,
    user::{Actor, Username},
};

/// Most members of a group.
pub const MOST_MEMBERS: i64 = 1_000;

pub(super) const UNKNOWN: Problem =
    Problem { field: "username", sentence: "problem-unknown-person" };
pub(super) const DISABLED: Problem =
    Problem { field: "username", sentence: "problem-disabled-person" };
pub(super) const FULL: Problem = Problem { field: "username", sentence: "problem-group-full" };

pub(super) const REMOVED: Problem =
    Problem { field: "username", sentence: "problem-removed-from-group" };

/// Makes groups and changes them.
#[derive(Debug, Clone)]
pub struct GroupService {
    pub(super) database: Database,
    pub(super) announcer: Announcer,
    pub(super) outbox: Outbox,
    /// None where the sweep of a running process removes what groups leave in the store.
    pub(super) files: Option<FileService>,
}

impl GroupService {
    pub fn new(
        database: Database,
        announcer: Announcer,
        outbox: Outbox,
        files: Option<FileService>,
    ) -> Self {
        Self { database, announcer, outbox, files }
    }

    /// Makes a group of the owner and these people, unless this attempt has made
    /// one already. All or nothing: one that is unknown or disabled is a problem.
    pub async fn create(
        &self,
        owner: &Actor,
        new: NewGroup,
        usernames: &[String],
        attempt: Option<&Attempt>,
    ) -> Result<Result<Uuid, Problem>> {
        let others = match self.people(usernames, owner.user.id).await? {
            Ok(others) => others,
            Err(problem) => return Ok(Err(problem)),
        };
        if others.len() as i64 >= MOST_MEMBERS {
            return Ok(Err(FULL));
        }
        let (id, owner) = (Uuid::now_v7(), owner.user.id);
        let work = self.database.begin(&self.announcer).await?;
        if let Some(attempt) = attempt
            && !AttemptRepository::of(&work).insert(attempt, owner, Some(id)).await?
        {
            let made = AttemptRepository::of(&work).made(attempt).await?;
            return Ok(Ok(made.and_then(|made| made.conversation_id).ok_or(Error::NotFound)?));
        }
        let groups = GroupRepository::of(&work);
        groups.insert(id, &new).await?;
        let group = groups.lock(id).await?.ok_or(Error::NotFound)?;
        let conversations = ConversationRepository::of(&work);
        let joining = |role| Joining { role, first_seq: 1, last_read_seq: 0 };
        conversations.insert_members(id, &[owner], joining(Role::Owner)).await?;
        conversations.insert_members(id, &others, joining(Role::Member)).await?;
        let mut change = Change::of(work, group, owner);
        change.has_admitted(&[&others[..], &[owner]].concat());
        change.tell(Line::about(Happening::Created, others).with_title(new.title.as_str()));
        change.finish(self).await?;
        Ok(Ok(id))
    }

    /// Makes the group as it is wanted, with a line for each thing that changes. What
    /// others have changed meanwhile and nobody has touched here stays.
    pub async fn change(&self, member: &Member, wanted: impl Into<GroupPatch>) -> Result<()> {
        let mut change = self.begin(member).await?;
        change.check_manages().await?;
        let new = wanted.into().over(&change.group);
        let lines = differences(&change.group, &new);
        if lines.is_empty() {
            return Ok(());
        }
        GroupRepository::of(&change.work).set(change.group.id, &new).await?;
        lines.into_iter().for_each(|line| change.tell(line));
        change.finish(self).await
    }

    /// Another picture of the group, or none: then it has its initials.
    pub async fn change_avatar(
        &self,
        files: &FileService,
        member: &Member,
        new: Option<NewAvatar>,
    ) -> Result<()> {
        let mut change = self.begin(member).await?;
        change.check_manages().await?;
        let old = change.group.avatar_id;
        let what = match (&new, old) {
            (Some(_), _) => Happening::Pictured,
            (None, Some(_)) => Happening::PictureRemoved,
            (None, None) => return Ok(()),
        };
        let id = new.as_ref().map(NewAvatar::id);
        files.replace_avatar_within(&mut change.work, new.as_ref(), old).await?;
        GroupRepository::of(&change.work).set_avatar(change.group.id, id).await?;
        change.tell(Line::of(what));
        change.finish(self).await
    }

    /// Ends the group, if its title was typed.
    pub async fn delete(&self, member: &Member, typed: &str) -> Result<Result<(), Problem>> {
        let change = self.begin(member).await?;
        change.check_owns().await?;
        if typed.trim() != change.group.title {
            let problem = Problem { field: "title", sentence: "problem-group-title-typed" };
            return Ok(Err(problem));
        }
        change.end(self).await?;
        Ok(Ok(()))
    }

    /// Owner, admins and members, each by name.
    pub async fn members(&self, member: &Member) -> Result<Vec<GroupMember>> {
        group_of(member)?;
        Ok(GroupRepository::of(&self.database).members(member.conversation.id).await?)
    }

    /// Groups that this user is in or may join, with such a word in the title.
    pub async fn find_open(&self, user: Uuid, typed: &str, most: u64) -> Result<Vec<FoundGroup>> {
        Ok(GroupRepository::of(&self.database).called_like(user, typed, most).await?)
    }

    pub(super) async fn begin(&self, member: &Member) -> Result<Change> {
        Change::begin(self, member.conversation.id, member.actor.user.id).await
    }

    /// The people of these names, each once, without who names them.
    pub(super) async fn people(
        &self,
        usernames: &[String],
        actor: Uuid,
    ) -> Result<Result<Vec<Uuid>, Problem>> {
        let typed = usernames.iter().map(|name| name.trim().trim_start_matches('@'));
        let typed = typed.filter(|name| !name.is_empty());
        let Ok(mut names) = typed.map(Username::parse).collect::<Result<Vec<_>, _>>() else {
            return Ok(Err(UNKNOWN));
        };
        names.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        names.dedup();
        if names.len() as i64 > MOST_MEMBERS {
            return Ok(Err(FULL));
        }
        let names: Vec<&str> = names.iter().map(Username::as_str).collect();
        let people = GroupRepository::of(&self.database).called(&names).await?;
        if people.len() < names.len() {
            return Ok(Err(UNKNOWN));
        }
        if people.iter().any(|(_, is_disabled)| *is_disabled) {
            return Ok(Err(DISABLED));
        }
        Ok(Ok(people.into_iter().map(|(id, _)| id).filter(|id| *id != actor).collect()))
    }
}

/// The group that a member is in; another conversation is none.
pub(super) fn group_of(member: &Member) -> Result<&Group> {
    match &member.conversation.kind {
        Kind::Group(group) => Ok(group),
        Kind::Notes | Kind::Direct(_) => Err(Error::NotFound),
    }
}

/// A line for each thing that becomes another.
fn differences(group: &Locked, new: &NewGroup) -> Vec<Line> {
    let title = new.title.as_str();
    let titled = (group.title != title).then(|| Line::of(Happening::Titled).with_title(title));
    let described =
        (group.description != new.description.as_str()).then(|| Line::of(Happening::Described));
    let opened = (group.is_open != new.is_open)
        .then(|| Line::of(if new.is_open { Happening::Opened } else { Happening::Closed }));
    let history = (group.shows_history != new.shows_history).then(|| {
        let shown = new.shows_history;
        Line::of(if shown { Happening::HistoryShown } else { Happening::HistoryHidden })
    });
    [titled, described, opened, history].into_iter().flatten().collect()
}
