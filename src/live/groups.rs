//! Who of those whose lists are served here is in which group.
//!
//! What happens in a group is told to all processes once, and not to each of its
//! members. Each process knows for whom of its own that is. It reads that when it
//! begins to serve somebody's list, hears who joins and who leaves, and looks again
//! in the rounds. Whom it takes for a member and is none is found out when their
//! entry is read; so what is known here lets nobody see anything.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::DbErr;
use tokio::sync::{Mutex as Turn, Notify, oneshot};
use uuid::Uuid;

use super::{Hub, channel::Handle, in_time::in_time, memberships::Memberships};
use crate::{
    announcement::{GroupChange, Topic},
    conversation::ListRepository,
};

/// What is asked for in one query.
const BATCH: usize = 250;

#[derive(Debug, Default)]
pub(super) struct Groups {
    known: Mutex<Memberships>,
    /// The life of the backplane in which the common channel is listened to.
    listens_in: Turn<Option<u64>>,
    wanted: Mutex<Vec<(Uuid, oneshot::Sender<bool>)>>,
    more: Notify,
}

impl Groups {
    pub fn known(&self) -> MutexGuard<'_, Memberships> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wanted(&self) -> MutexGuard<'_, Vec<(Uuid, oneshot::Sender<bool>)>> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hub {
    /// Whether this process listens to what happens in groups, in this life of the
    /// backplane, and knows in which ones this user is.
    pub(super) async fn follows_groups_of(&self, user: Uuid, life: u64) -> bool {
        self.listens_to_groups(life).await && self.learn_groups_of(user).await.is_ok()
    }

    /// Reads in which groups this user is, unless that is known.
    pub(super) async fn know_groups_of(&self, user: Uuid) -> Result<(), DbErr> {
        let is_known = self.groups().known().knows(user);
        if is_known { Ok(()) } else { self.learn_groups_of(user).await }
    }

    /// One channel for as long as the process runs.
    async fn listens_to_groups(&self, life: u64) -> bool {
        let mut listens_in = self.groups().listens_in.lock().await;
        if *listens_in == Some(life) {
            return true;
        }
        let topic = Topic::Groups.to_string();
        let subscribed = self.backplane().is_up() && self.backplane().subscribe(&topic).await;
        *listens_in = subscribed.then_some(life);
        subscribed
    }

    async fn learn_groups_of(&self, user: Uuid) -> Result<(), DbErr> {
        self.groups().known().expects(user);
        let (learnt, answer) = oneshot::channel();
        self.groups().wanted().push((user, learnt));
        self.groups().more.notify_one();
        let learns = async {
            match answer.await {
                Ok(true) => Ok(()),
                _ => Err(DbErr::Custom("groups could not be read".to_owned())),
            }
        };
        in_time(learns).await
    }

    /// Reads it for these, whose lists are served here.
    pub(super) async fn read_groups_of(&self, users: &[Uuid]) -> Result<(), DbErr> {
        let since = self.groups().known().now();
        let read = ListRepository::of(self.database()).groups_of(users).await?;
        self.groups().known().have_read(users, &read, since);
        Ok(())
    }

    /// Something happened in a group: none of its members here is shown what was kept
    /// for them, and who has a stream is sent their entry.
    pub(super) fn group_changed(&self, change: &GroupChange) {
        let id = change.conversation_id;
        self.groups().known().hear(change);
        self.have_left(id, &change.left);
        let members = self.groups().known().members(id);
        let channels = self.channels();
        let has_streams =
            |user: &&Uuid| channels.get(&Topic::User(**user)).is_some_and(Handle::entry_changed);
        // Each of them is told, not only the first.
        if members.iter().filter(has_streams).count() > 0 {
            self.wanted().group(id);
        }
        for user in change.joined.iter().chain(&change.left).filter(has_streams) {
            self.wanted().entries(*user, [id]);
        }
    }

    /// The members of a group here who have a stream.
    pub(super) fn listeners_in(&self, group: Uuid) -> Vec<Uuid> {
        let members = self.groups().known().members(group);
        let channels = self.channels();
        let has_streams =
            |user: &Uuid| channels.get(&Topic::User(*user)).is_some_and(Handle::has_streams);
        members.into_iter().filter(has_streams).collect()
    }
}

/// Reads it for all who are waited for together.
pub(super) async fn read(hub: Hub) {
    loop {
        hub.groups().more.notified().await;
        let mut wanted = std::mem::take(&mut *hub.groups().wanted());
        while !wanted.is_empty() {
            let batch: Vec<_> = wanted.drain(..wanted.len().min(BATCH)).collect();
            let users: Vec<Uuid> = batch.iter().map(|(user, _)| *user).collect();
            let read = in_time(hub.read_groups_of(&users)).await;
            if let Err(error) = &read {
                tracing::warn!(%error, "groups could not be read; trying again later");
            }
            for (_, learnt) in batch {
                let _ = learnt.send(read.is_ok());
            }
        }
    }
}
