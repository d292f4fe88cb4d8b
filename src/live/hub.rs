//! The streams of this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sea_orm::DbErr;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    channel::{Channel, Command, Handle},
    groups::{self, Groups},
    list_reader::{self, Wanted},
    render::Renderers,
    rounds,
    standing::{Standing, Standings},
    subscriber::Subscriber,
    typing::{self, Typing},
};
use crate::{
    announcement::{Hint, Listen, Topic},
    backplane::{Backplane, BackplaneEvent, Incoming},
    presence::Leases,
    store::{Database, Epoch},
};

/// Channels that read again at once. After a round, or when the backplane came
/// back, all of them want to, and each that waits for a connection to the
/// database would hold the whole of its question.
const MOST_READERS: usize = 8;

/// Brings what was committed, here or elsewhere, to the streams of this process.
#[derive(Debug, Clone)]
pub struct Hub {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    channels: Mutex<HashMap<Topic, Handle>>,
    database: Database,
    /// As the last round found it.
    epoch: watch::Sender<Epoch>,
    backplane: Backplane,
    presence: Leases,
    render: Renderers,
    most_streams: usize,
    stopping: CancellationToken,
    standings: Standings,
    wanted: Wanted,
    groups: Groups,
    typing: Typing,
    readers: Semaphore,
}

impl Listen for Hub {
    fn hear(&self, topic: Topic, hint: Hint) {
        self.tell(topic, Command::Hear(hint));
    }
}

impl Hub {
    /// Starts the tasks that listen to the backplane and make the rounds. Of one
    /// person's streams the oldest beyond `most_streams` is ended.
    pub fn start(
        database: Database,
        epoch: Epoch,
        (backplane, incoming): (Backplane, Incoming),
        presence: Leases,
        render: Renderers,
        most_streams: usize,
        stopping: CancellationToken,
    ) -> Self {
        let inner = Inner {
            channels: Mutex::default(),
            database,
            epoch: watch::Sender::new(epoch),
            backplane,
            presence,
            render,
            most_streams,
            stopping,
            standings: Standings::default(),
            wanted: Wanted::default(),
            groups: Groups::default(),
            typing: Typing::default(),
            readers: Semaphore::new(MOST_READERS),
        };
        let hub = Self { inner: Arc::new(inner) };
        tokio::spawn(hub.clone().listen(incoming));
        tokio::spawn(list_reader::read(hub.clone()));
        tokio::spawn(list_reader::read_groups(hub.clone()));
        tokio::spawn(groups::read(hub.clone()));
        tokio::spawn(typing::end(hub.clone()));
        tokio::spawn(rounds::make(hub.clone()));
        tokio::spawn(rounds::look_after_standings(hub.clone()));
        hub
    }

    /// Joins a topic: when this returns, everything committed from now on will
    /// reach the subscriber.
    pub async fn join(&self, topic: Topic, subscriber: Subscriber) -> Result<Membership, DbErr> {
        loop {
            let (handle, standing) = (self.handle(topic), subscriber.standing(topic));
            self.standings().add(standing);
            // Before the first await: a visitor who leaves meanwhile is tidied up.
            let membership = Membership { hub: self.clone(), handle, standing };
            if let Some(joined) = membership.handle.join(Box::new(subscriber.clone())).await {
                joined?;
                return Ok(membership);
            }
            // The channel has just ended; the next handle is a new one.
            self.forget_ended(topic);
        }
    }

    /// Topics that are listened to here.
    pub fn channels_open(&self) -> usize {
        self.channels().len()
    }

    /// Cancelled when the process is about to stop.
    pub fn stopping(&self) -> &CancellationToken {
        &self.inner.stopping
    }

    pub(super) fn database(&self) -> &Database {
        &self.inner.database
    }

    pub(super) fn backplane(&self) -> &Backplane {
        &self.inner.backplane
    }

    pub(super) fn render(&self) -> &Renderers {
        &self.inner.render
    }

    pub(super) fn most_streams(&self) -> usize {
        self.inner.most_streams
    }

    pub(super) fn presence(&self) -> &Leases {
        &self.inner.presence
    }

    /// Forgets the channel of a topic if it has ended: another joiner may have
    /// opened a new one meanwhile.
    fn forget_ended(&self, topic: Topic) {
        let mut channels = self.channels();
        if channels.get(&topic).is_some_and(Handle::has_ended) {
            channels.remove(&topic);
        }
    }

    /// Forgets the channel of a topic if, with the map locked, that is right.
    pub(super) fn forget_if(&self, topic: Topic, is_right: impl FnOnce() -> bool) -> bool {
        let mut channels = self.channels();
        let right = is_right();
        if right {
            channels.remove(&topic);
            if let Topic::User(user) = topic {
                self.groups().known().forget(user);
            }
        }
        right
    }

    pub(super) fn handle(&self, topic: Topic) -> Handle {
        self.channels().entry(topic).or_insert_with(|| Channel::open(topic, self.clone())).clone()
    }

    pub(super) fn channels(&self) -> MutexGuard<'_, HashMap<Topic, Handle>> {
        self.inner.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn listen(self, mut incoming: Incoming) {
        while let Some(event) = incoming.recv().await {
            match event {
                BackplaneEvent::Heard(topic, hint) => self.tell(topic, Command::Hear(*hint)),
                BackplaneEvent::Back => self.tell_all(|| Command::ReadAgain),
            }
        }
    }

    /// The topics served here that `which` picks.
    pub(super) fn topics(&self, which: impl Fn(Topic) -> Option<Uuid>) -> Vec<Uuid> {
        self.channels().keys().copied().filter_map(which).collect()
    }

    /// What the lists served here want to be told.
    pub(super) fn wanted(&self) -> &Wanted {
        &self.inner.wanted
    }

    /// Who of those served here is in which group.
    pub(super) fn groups(&self) -> &Groups {
        &self.inner.groups
    }

    /// Who is typing in groups that are served here.
    pub(super) fn typing(&self) -> &Typing {
        &self.inner.typing
    }

    /// Waits until one more channel may read again; it may for as long as it holds
    /// this.
    pub(super) async fn place_to_read(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.inner.readers.acquire().await.ok()
    }

    pub(super) fn standings(&self) -> &Standings {
        &self.inner.standings
    }

    /// Which channels watch: each begins anew in another epoch.
    pub(super) fn epoch(&self) -> watch::Receiver<Epoch> {
        self.inner.epoch.subscribe()
    }

    /// Notices when the database lives in another epoch than before.
    pub(super) fn lives_in(&self, epoch: Epoch) {
        let is_another = self.inner.epoch.send_if_modified(|known| {
            let is_another = *known != epoch;
            *known = epoch;
            is_another
        });
        if is_another {
            tracing::warn!("the database was restored or replaced; all open pages are made anew");
            self.tell_all(|| Command::OtherEpoch);
        }
    }

    fn tell_all(&self, command: impl Fn() -> Command) {
        self.channels().values().for_each(|handle| handle.tell(command()));
    }

    /// Hands a command to the channel of a topic, if it is served here. What lists
    /// show is read for all of them together, so their channels need not be asked.
    pub(super) fn tell(&self, topic: Topic, command: Command) {
        match (topic, &command) {
            (Topic::Groups, Command::Hear(Hint::GroupChanged(change))) => {
                return self.group_changed(change);
            }
            (Topic::Groups, Command::Hear(Hint::Typing(typist))) => {
                return self.types_in_group(typist);
            }
            (Topic::Conversation(id), Command::Hear(Hint::MessageChanged(message))) => {
                self.has_said(id, message);
            }
            _ => {}
        }
        let channels = self.channels();
        let Some(handle) = channels.get(&topic) else { return };
        match (topic, command) {
            (Topic::User(user), Command::Hear(Hint::EntryChanged { conversation_id })) => {
                if handle.entry_changed() {
                    self.wanted().entries(user, [conversation_id]);
                }
            }
            (_, command) => handle.tell(command),
        }
    }
}

/// A stream's place in a channel; dropping it leaves.
#[derive(Debug)]
pub struct Membership {
    hub: Hub,
    handle: Handle,
    standing: Standing,
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.hub.standings().remove(self.standing);
        self.handle.tell(Command::Tidy);
    }
}
