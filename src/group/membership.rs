//! Who is in a group, and what they may do there.

use uuid::Uuid;

use super::{
    GroupRepository, GroupService, MOST_MEMBERS, Role,
    change::{Change, NOT_ALLOWED},
    service::{DISABLED, FULL},
};
use crate::{
    conversation::Member,
    error::{Error, Result},
    message::{Happening, Line},
    problem::Problem,
    user::{UserRepository, Username},
};

impl GroupService {
    /// Adds people, all of them or none. Who is in the group already stays as they
    /// are, and nothing is said of them.
    pub async fn add(&self, member: &Member, usernames: &[String]) -> Result<Result<(), Problem>> {
        let people = match self.people(usernames, member.actor.user.id).await? {
            Ok(people) => people,
            Err(problem) => return Ok(Err(problem)),
        };
        let mut change = self.begin(member).await?;
        change.check_manages().await?;
        let new = without_members(&change, people).await?;
        if new.is_empty() {
            return Ok(Ok(()));
        }
        if change.group.members + new.len() as i64 > MOST_MEMBERS {
            return Ok(Err(FULL));
        }
        GroupRepository::of(&change.work).delete_removals(change.group.id, &new).await?;
        change.admit(&new).await?;
        change.tell(Line::about(Happening::Added, new));
        change.finish(self).await?;
        Ok(Ok(()))
    }

    /// Removes somebody who stands below the member. Oneself one cannot remove. They do
    /// not come back by themselves, and the link of the group ends: they could pass it on.
    pub async fn remove(&self, member: &Member, username: &str) -> Result<()> {
        let person = self.person(username).await?;
        let mut change = self.begin(member).await?;
        let own = change.check_manages().await?;
        if !own.removes(change.role_of(person).await?) {
            return Err(NOT_ALLOWED);
        }
        change.dismiss(person).await?;
        GroupRepository::of(&change.work).insert_removal(change.group.id, person).await?;
        change.set_link(None, None).await?;
        change.tell(Line::about(Happening::Removed, vec![person]));
        change.finish(self).await
    }

    /// Makes somebody an admin or an admin a member again. Whoever is made the owner
    /// takes the place of the one before, who stays as an admin.
    pub async fn set_role(&self, member: &Member, username: &str, role: Role) -> Result<()> {
        let name = Username::parse(username).map_err(|_| Error::NotFound)?;
        let person = UserRepository::of(&self.database).named(name.as_str()).await?;
        let person = person.ok_or(Error::NotFound)?;
        // Nobody could take it back from an owner who cannot sign in.
        if role == Role::Owner && person.disabled_at.is_some() {
            return Err(Error::Refused(DISABLED.sentence));
        }
        let person = person.id;
        let mut change = self.begin(member).await?;
        change.check_owns().await?;
        let before = change.role_of(person).await?;
        if before == role {
            return Ok(());
        }
        // A group is never without an owner: they name another one.
        if before == Role::Owner {
            return Err(NOT_ALLOWED);
        }
        let groups = GroupRepository::of(&change.work);
        if role == Role::Owner {
            groups.set_role(change.group.id, change.actor, Role::Admin).await?;
        }
        groups.set_role(change.group.id, person, role).await?;
        change.tell(match role {
            Role::Owner => Line::about(Happening::Owner, vec![person]),
            Role::Admin | Role::Member => {
                Line::about(Happening::Role, vec![person]).with_role(role)
            }
        });
        change.finish(self).await
    }

    /// Leaves the group. In the place of an owner comes the admin, or else the
    /// member, who is in it longest; the last one out ends it.
    pub async fn leave(&self, member: &Member) -> Result<()> {
        let mut change = self.begin(member).await?;
        let role = change.role_of(change.actor).await?;
        let groups = GroupRepository::of(&change.work);
        let next = groups.next_owner(change.group.id, change.actor).await?;
        let Some(next) = next.map(|heir| heir.id) else { return change.end(self).await };
        change.dismiss(change.actor).await?;
        change.tell(Line::of(Happening::Left));
        if role == Role::Owner {
            let groups = GroupRepository::of(&change.work);
            groups.set_role(change.group.id, next, Role::Owner).await?;
            change.tell(Line::about(Happening::Owner, vec![next]));
        }
        change.finish(self).await
    }

    /// In all groups that somebody owns who is disabled: whoever would follow if they
    /// left owns it from now on, and they stay as an admin. Where everybody is
    /// disabled nothing changes. Tells how many have another owner.
    pub async fn pass_on(&self, owner: Uuid) -> Result<usize> {
        let mut passed = 0;
        for id in GroupRepository::of(&self.database).owned_by(owner).await? {
            match self.pass_on_one(id, owner).await {
                Ok(is_passed) => passed += usize::from(is_passed),
                // It has ended, or they have passed it on themselves.
                Err(Error::NotFound | Error::NotAllowed(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(passed)
    }

    async fn pass_on_one(&self, id: Uuid, owner: Uuid) -> Result<bool> {
        let mut change = Change::begin(self, id, owner).await?;
        change.check_owns().await?;
        let groups = GroupRepository::of(&change.work);
        let heir = groups.next_owner(id, owner).await?.filter(|heir| !heir.is_disabled);
        let Some(heir) = heir else { return Ok(false) };
        groups.set_role(id, owner, Role::Admin).await?;
        groups.set_role(id, heir.id, Role::Owner).await?;
        change.tell(Line::about(Happening::Owner, vec![heir.id]));
        change.finish(self).await?;
        Ok(true)
    }

    /// Not found when nobody is called so.
    async fn person(&self, username: &str) -> Result<Uuid> {
        let name = Username::parse(username).map_err(|_| Error::NotFound)?;
        let person = UserRepository::of(&self.database).named(name.as_str()).await?;
        Ok(person.ok_or(Error::NotFound)?.id)
    }
}

async fn without_members(change: &Change, people: Vec<Uuid>) -> Result<Vec<Uuid>> {
    let there = GroupRepository::of(&change.work).among(change.group.id, &people).await?;
    Ok(people.into_iter().filter(|person| !there.contains(person)).collect())
}
