//! The streams of this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sea_orm::DbErr;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Announcement, Hint, Topic,
    channel::{Channel, Command, Handle},
    subscriber::Subscriber,
};
use crate::{
    backplane::{Backplane, BusEvent, Incoming},
    store::Database,
};

/// How often the versions of all conversations served here are compared with
/// the database, and how often while the bus is down.
const ROUND: Duration = Duration::from_secs(30);
const ROUND_WITHOUT_BUS: Duration = Duration::from_secs(2);
/// Conversations asked about in one query.
const ROUND_BATCH: usize = 500;

/// Brings what was committed to the streams of this process and, through the
/// backplane, to those of the others.
#[derive(Debug, Clone)]
pub struct Hub {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    channels: Mutex<HashMap<Topic, Handle>>,
    database: Database,
    backplane: Backplane,
    stopping: CancellationToken,
}

impl Hub {
    /// Starts the tasks that listen to the bus and make the rounds.
    pub fn start(
        database: Database,
        backplane: Backplane,
        incoming: Incoming,
        stopping: CancellationToken,
    ) -> Self {
        let inner = Inner { channels: Mutex::default(), database, backplane, stopping };
        let hub = Self { inner: Arc::new(inner) };
        tokio::spawn(hub.clone().listen(incoming));
        tokio::spawn(hub.clone().make_rounds());
        hub
    }

    /// Tells the streams of this process at once and the other processes
    /// through the bus. Never waits and never fails.
    pub fn announce(&self, announcement: Announcement) {
        for (topic, hint) in announcement.into_hints() {
            self.inner.backplane.publish(&topic, &hint);
            self.hear(topic, hint);
        }
    }

    /// Joins a topic: when this returns, everything committed from now on will
    /// reach the subscriber.
    pub(super) async fn join(
        &self,
        topic: Topic,
        subscriber: Subscriber,
    ) -> Result<Membership, DbErr> {
        loop {
            let handle = self.handle(topic);
            if let Some(joined) = handle.join(subscriber.clone()).await {
                joined?;
                return Ok(Membership { handle });
            }
            // The channel has just ended; the next handle is a new one.
            self.forget_ended(topic);
        }
    }

    /// Cancelled when the process is about to stop.
    pub(super) fn stopping(&self) -> &CancellationToken {
        &self.inner.stopping
    }

    pub(super) fn database(&self) -> &Database {
        &self.inner.database
    }

    pub(super) fn backplane(&self) -> &Backplane {
        &self.inner.backplane
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
        }
        right
    }

    fn hear(&self, topic: Topic, hint: Hint) {
        if let Some(handle) = self.channels().get(&topic) {
            handle.tell(Command::Hear(hint));
        }
    }

    fn handle(&self, topic: Topic) -> Handle {
        self.channels().entry(topic).or_insert_with(|| Channel::open(topic, self.clone())).clone()
    }

    fn channels(&self) -> MutexGuard<'_, HashMap<Topic, Handle>> {
        self.inner.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn listen(self, mut incoming: Incoming) {
        while let Some(event) = incoming.recv().await {
            match event {
                BusEvent::Heard(topic, hint) => self.hear(topic, *hint),
                BusEvent::Back => {
                    self.channels().values().for_each(|handle| handle.tell(Command::BusBack))
                }
            }
        }
    }

    /// Finds what the bus has lost: asks for the versions of all conversations
    /// served here and lets those that are behind read the database.
    async fn make_rounds(self) {
        loop {
            let pause = if self.inner.backplane.is_up() { ROUND } else { ROUND_WITHOUT_BUS };
            sleep(pause).await;
            self.nudge_lists();
            let served: Vec<Uuid> = self
                .channels()
                .keys()
                .filter_map(|topic| match topic {
                    Topic::Conversation(id) => Some(*id),
                    Topic::User(_) => None,
                })
                .collect();
            for batch in served.chunks(ROUND_BATCH) {
                match self.inner.database.conversations().versions(batch).await {
                    Ok(versions) => self.compare(versions),
                    Err(error) => tracing::warn!(%error, "a round could not ask for versions"),
                }
            }
        }
    }

    /// Lists have no version to compare; one that failed to read tries again.
    fn nudge_lists(&self) {
        for (topic, handle) in self.channels().iter() {
            if let Topic::User(_) = topic {
                handle.tell(Command::Tidy);
            }
        }
    }

    fn compare(&self, versions: Vec<(Uuid, i64)>) {
        let channels = self.channels();
        for (id, version) in versions {
            if let Some(handle) = channels.get(&Topic::Conversation(id)) {
                handle.tell(Command::Seen(version));
            }
        }
    }
}

/// A stream's place in a channel; dropping it leaves.
#[derive(Debug)]
pub(super) struct Membership {
    handle: Handle,
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.handle.tell(Command::Tidy);
    }
}
