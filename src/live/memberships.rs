//! What is known of who is in which group, of those whose lists are served here.
//!
//! Hints come late and out of order, so each says as of which version it is so, and
//! the newest counts. What the database says counts where nothing was heard since it
//! was asked.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::announcement::GroupChange;

#[derive(Debug, Default)]
pub(super) struct Memberships {
    /// Counts what is heard.
    heard: u64,
    /// By users, and then groups.
    users: HashMap<Uuid, Known>,
    /// Who of them is in each group.
    groups: HashMap<Uuid, HashSet<Uuid>>,
}

#[derive(Debug, Default)]
struct Known {
    is_read: bool,
    groups: HashMap<Uuid, Standing>,
}

/// Of one user in one group.
#[derive(Debug, Clone, Copy)]
struct Standing {
    is_member: bool,
    /// Of the group, when that was so.
    version: i64,
    /// What was heard by then.
    heard: u64,
}

impl Memberships {
    /// From now on what is heard of this user is taken note of.
    pub fn expects(&mut self, user: Uuid) {
        self.users.entry(user).or_default();
    }

    /// Whether it was read for this user.
    pub fn knows(&self, user: Uuid) -> bool {
        self.users.get(&user).is_some_and(|known| known.is_read)
    }

    /// In which groups anybody is who is known.
    pub fn groups(&self) -> Vec<Uuid> {
        self.groups.keys().copied().collect()
    }

    /// The members of this group, of those who are known.
    pub fn members(&self, group: Uuid) -> Vec<Uuid> {
        self.groups.get(&group).into_iter().flatten().copied().collect()
    }

    /// A moment, to be asked for before the database is.
    pub fn now(&self) -> u64 {
        self.heard
    }

    pub fn hear(&mut self, change: &GroupChange) {
        self.heard += 1;
        for (users, is_member) in [(&change.left, false), (&change.joined, true)] {
            let standing = Standing { is_member, version: change.version, heard: self.heard };
            for user in users {
                self.set(*user, change.conversation_id, standing);
            }
        }
    }

    /// These users were found to be in these groups, each as of its version, when it
    /// was asked at this moment or later, and in no others.
    pub fn have_read(&mut self, users: &[Uuid], found: &[(Uuid, Uuid, i64)], since: u64) {
        let mut found_of = HashMap::<Uuid, HashSet<Uuid>>::new();
        for (user, group, version) in found {
            found_of.entry(*user).or_default().insert(*group);
            let standing = Standing { is_member: true, version: *version, heard: since };
            self.set(*user, *group, standing);
        }
        for user in users {
            let Some(known) = self.users.get_mut(user) else { continue };
            known.is_read = true;
            let found = found_of.remove(user).unwrap_or_default();
            let others = known.groups.keys().filter(|group| !found.contains(*group));
            for group in others.copied().collect::<Vec<_>>() {
                self.is_no_member(*user, group, since);
            }
        }
    }

    /// The database was asked at this moment, and this user was not in the group.
    pub fn is_no_member(&mut self, user: Uuid, group: Uuid, since: u64) {
        let Some(known) = self.users.get_mut(&user) else { return };
        if known.groups.get(&group).is_some_and(|standing| standing.heard <= since) {
            known.groups.remove(&group);
            self.take_out(user, group);
        }
    }

    /// Their list is not served here any more.
    pub fn forget(&mut self, user: Uuid) {
        let Some(known) = self.users.remove(&user) else { return };
        for group in known.groups.into_keys() {
            self.take_out(user, group);
        }
    }

    fn set(&mut self, user: Uuid, group: Uuid, standing: Standing) {
        let Some(known) = self.users.get_mut(&user) else { return };
        if known.groups.get(&group).is_some_and(|before| before.version > standing.version) {
            return;
        }
        // What was read before a hint came is no reason to forget that it came.
        let heard = known.groups.get(&group).map_or(0, |before| before.heard);
        let standing = Standing { heard: standing.heard.max(heard), ..standing };
        known.groups.insert(group, standing);
        if standing.is_member {
            self.groups.entry(group).or_default().insert(user);
        } else {
            self.take_out(user, group);
        }
    }

    fn take_out(&mut self, user: Uuid, group: Uuid) {
        if let Some(members) = self.groups.get_mut(&group) {
            members.remove(&user);
            if members.is_empty() {
                self.groups.remove(&group);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: Uuid = Uuid::from_u128(1);
    const ADA: Uuid = Uuid::from_u128(2);

    fn change(version: i64, joined: &[Uuid], left: &[Uuid]) -> GroupChange {
        let (joined, left) = (joined.to_vec(), left.to_vec());
        GroupChange { conversation_id: GROUP, version, joined, left }
    }

    fn of_ada() -> Memberships {
        let mut known = Memberships::default();
        known.expects(ADA);
        known
    }

    #[test]
    fn the_newest_counts_in_whatever_order_it_is_heard() {
        let (joins, leaves, again) =
            (change(3, &[ADA], &[]), change(5, &[], &[ADA]), change(7, &[ADA], &[]));
        let orders: [(&[&GroupChange], bool); 5] = [
            (&[&joins, &leaves], false),
            (&[&leaves, &joins], false),
            (&[&joins, &leaves, &again], true),
            (&[&again, &leaves, &joins], true),
            (&[&leaves, &again, &joins], true),
        ];
        for (order, is_member) in orders {
            let mut known = of_ada();
            order.iter().for_each(|change| known.hear(change));
            assert_eq!(known.members(GROUP) == [ADA], is_member, "{order:?}");
        }
    }

    #[test]
    fn what_was_heard_while_the_database_was_asked_stays() {
        let mut known = of_ada();
        let since = known.now();
        known.hear(&change(3, &[ADA], &[]));
        known.have_read(&[ADA], &[], since);
        assert_eq!(known.members(GROUP), [ADA]);
        let since = known.now();
        known.hear(&change(5, &[], &[ADA]));
        known.have_read(&[ADA], &[(ADA, GROUP, 4)], since);
        assert!(known.members(GROUP).is_empty());
        let since = known.now();
        known.have_read(&[ADA], &[(ADA, GROUP, 8)], since);
        assert_eq!(known.members(GROUP), [ADA], "the hint of that was lost");
        known.have_read(&[ADA], &[], known.now());
        assert!(known.members(GROUP).is_empty(), "the hint of that was lost, too");
    }

    #[test]
    fn only_of_those_who_are_here_anything_is_known() {
        let mut known = Memberships::default();
        known.hear(&change(3, &[ADA], &[]));
        assert!(known.members(GROUP).is_empty() && !known.knows(ADA));
        known.expects(ADA);
        assert!(!known.knows(ADA));
        known.have_read(&[ADA], &[(ADA, GROUP, 3)], known.now());
        assert!(known.knows(ADA));
        known.forget(ADA);
        assert!(known.groups.is_empty() && known.users.is_empty());
    }
}
