//! Reads what lists show, for all lists of this process together.
//!
//! A message changes the lists of all members of its conversation, and who
//! comes or goes stands in the lists of many. What the lists want is gathered
//! while the last question is on its way, and asked for in one.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use metrics::counter;
use sea_orm::DbErr;
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};
use uuid::Uuid;

use super::{
    Hub,
    channel::Command,
    in_time::in_time,
    pace::Pace,
    render::{Form, PerForm},
};
use crate::{
    announcement::Topic,
    conversation::{Entry, ListRepository, Peer},
    metrics as names,
    user::UserRepository,
};

/// What is asked for in one query.
const BATCH: usize = 250;

/// What the lists of this process want to be told.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    gathered: Mutex<Gathered>,
    more: Notify,
    /// Groups that have changed in the lists of all their members.
    groups: Mutex<Pace>,
    more_groups: Notify,
}

#[derive(Debug, Default)]
struct Gathered {
    /// In whose list, and which conversation.
    entries: BTreeSet<(Uuid, Uuid)>,
    /// Whose presence, and in whose lists.
    people: BTreeMap<Uuid, BTreeSet<Uuid>>,
}

impl Gathered {
    fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.people.is_empty()
    }
}

impl Wanted {
    /// These entries of a user's list, as they are now.
    pub fn entries(&self, user: Uuid, conversations: impl IntoIterator<Item = Uuid>) {
        self.lock().entries.extend(conversations.into_iter().map(|id| (user, id)));
        self.more.notify_one();
    }

    /// The entries of this group in the lists of all its members here, as they are
    /// within a second.
    pub fn group(&self, id: Uuid) {
        self.groups().changed(id, Instant::now());
        self.more_groups.notify_one();
    }

    /// The presence of these people, as it is now.
    pub fn presence(&self, user: Uuid, people: impl IntoIterator<Item = Uuid>) {
        let mut gathered = self.lock();
        for person in people {
            gathered.people.entry(person).or_default().insert(user);
        }
        self.more.notify_one();
    }

    /// What is to be read next.
    async fn next(&self) -> Gathered {
        loop {
            self.more.notified().await;
            let gathered = std::mem::take(&mut *self.lock());
            if !gathered.is_empty() {
                return gathered;
            }
        }
    }

    /// The groups that are to be read next.
    async fn next_groups(&self) -> Vec<Uuid> {
        loop {
            let due = self.groups().next();
            match due {
                Some(due) => {
                    let _ = timeout_at(due, self.more_groups.notified()).await;
                }
                None => self.more_groups.notified().await,
            }
            let groups = self.groups().due(Instant::now());
            if !groups.is_empty() {
                return groups;
            }
        }
    }

    fn groups(&self) -> MutexGuard<'_, Pace> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Entries of one list, as they were at some moment.
#[derive(Debug)]
pub(super) struct ReadEntries {
    /// When the database was asked.
    pub asked_at: Instant,
    pub entries: Vec<Entry>,
    /// Those that are not in it any more.
    pub gone: Vec<Uuid>,
}

impl ReadEntries {
    fn at(asked_at: Instant) -> Self {
        Self { asked_at, entries: Vec::new(), gone: Vec::new() }
    }
}

pub(super) async fn read(hub: Hub) {
    loop {
        let Gathered { entries, people } = hub.wanted().next().await;
        let entries: Vec<(Uuid, Uuid)> = entries.into_iter().collect();
        for batch in entries.chunks(BATCH) {
            if let Err(error) = in_time(read_entries(&hub, batch)).await {
                read_again(&hub, batch.iter().map(|(user, _)| *user), &error);
            }
        }
        let people: Vec<(Uuid, BTreeSet<Uuid>)> = people.into_iter().collect();
        for batch in people.chunks(BATCH) {
            if let Err(error) = in_time(read_presence(&hub, batch)).await {
                read_again(&hub, batch.iter().flat_map(|(_, users)| users).copied(), &error);
            }
        }
    }
}

/// The same of groups, by itself: what concerns one list waits for no group.
pub(super) async fn read_groups(hub: Hub) {
    loop {
        for id in hub.wanted().next_groups().await {
            if let Err(error) = in_time(read_group(&hub, id)).await {
                tracing::warn!(%error, "a group could not be read; trying again later");
                hub.wanted().group(id);
            }
        }
    }
}

/// The entries of a group, for all who are shown it here. Who is no member any more
/// is told so by the other task, which may have told them already: nothing that was
/// read before follows.
async fn read_group(hub: &Hub, id: Uuid) -> Result<(), DbErr> {
    let users = hub.listeners_in(id);
    if users.is_empty() {
        return Ok(());
    }
    let (asked_at, since) = (Instant::now(), hub.groups().known().now());
    counter!(names::LIST_READS).increment(1);
    let entries = ListRepository::of(hub.database()).entries_of_group(id, &users).await?;
    let mut missing: BTreeSet<Uuid> = users.into_iter().collect();
    let members: BTreeSet<Uuid> = hub.groups().known().members(id).into_iter().collect();
    for entry in entries {
        missing.remove(&entry.reader);
        if !members.contains(&entry.reader) {
            continue;
        }
        let topic = Topic::User(entry.reader);
        let read = ReadEntries { entries: vec![entry], ..ReadEntries::at(asked_at) };
        hub.tell(topic, Command::Entries(Box::new(read)));
    }
    for user in missing {
        hub.groups().known().is_no_member(user, id, since);
        hub.wanted().entries(user, [id]);
    }
    Ok(())
}

async fn read_entries(hub: &Hub, wanted: &[(Uuid, Uuid)]) -> Result<(), DbErr> {
    let asked_at = Instant::now();
    counter!(names::LIST_READS).increment(1);
    let mut entries = ListRepository::of(hub.database()).entries_for(wanted).await?;
    Entry::look_up(&mut entries, hub.presence()).await;
    let mut missing: BTreeSet<(Uuid, Uuid)> = wanted.iter().copied().collect();
    let mut lists = HashMap::<Uuid, ReadEntries>::new();
    for entry in entries {
        missing.remove(&(entry.reader, entry.id));
        lists.entry(entry.reader).or_insert_with(|| ReadEntries::at(asked_at)).entries.push(entry);
    }
    for (user, id) in missing {
        lists.entry(user).or_insert_with(|| ReadEntries::at(asked_at)).gone.push(id);
    }
    for (user, read) in lists {
        hub.tell(Topic::User(user), Command::Entries(Box::new(read)));
    }
    Ok(())
}

/// Who they are is read anew, as a hint may have waited: meanwhile they may have
/// hidden it. What is not known is not sent: pages go on showing what they know.
async fn read_presence(hub: &Hub, wanted: &[(Uuid, BTreeSet<Uuid>)]) -> Result<(), DbErr> {
    let ids: Vec<Uuid> = wanted.iter().map(|(person, _)| *person).collect();
    counter!(names::LIST_READS).increment(1);
    let people = UserRepository::of(hub.database()).with_ids(&ids).await?;
    let Some(states) = hub.presence().asked(&ids).await else { return Ok(()) };
    let people: HashMap<Uuid, Peer> = people.iter().map(|user| (user.id, Peer::of(user))).collect();
    for (person, users) in wanted {
        let Some(peer) = people.get(person) else { continue };
        let shown = [(peer.clone(), states.shown(peer))];
        let render = |form| hub.render().of(form).presence(&shown, form.language);
        let rendered = PerForm::new(Form::ALL.into_iter(), render);
        for user in users {
            hub.tell(Topic::User(*user), Command::State(rendered.clone()));
        }
    }
    Ok(())
}

fn read_again(hub: &Hub, users: impl Iterator<Item = Uuid>, error: &DbErr) {
    tracing::warn!(%error, "lists could not be read; trying again later");
    for user in users {
        hub.tell(Topic::User(user), Command::ReadAgain);
    }
}
