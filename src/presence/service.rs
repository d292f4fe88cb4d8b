//! Keeps the leases, and tells those concerned when somebody comes or goes.

use std::{sync::Arc, time::Duration};

use tokio::{
    runtime::Handle,
    sync::{Semaphore, watch},
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::{
    Leases, OpenStream, Presence, States,
    state::{Beat, Change, ConnectionEvent, ConnectionName, EventKind},
    streams::Streams,
};
use crate::{
    announcement::{Announcement, Announcer, Matter},
    backplane::Redis,
    conversation::{ConversationRepository, Peer},
    error::Result,
    store::Database,
    user::UserRepository,
};

const SWEEP_EVERY: Duration = Duration::from_secs(5);
/// Well within a lease, also when one attempt fails.
const KEEP_EVERY: Duration = Duration::from_secs(25);
/// Leases kept by one script.
const KEPT_AT_ONCE: usize = 100;
/// Changes of presence that are told at once.
const MOST_TELLERS: usize = 4;
/// An emptied Redis has not heard of everybody yet.
const SETTLED_AFTER: Duration = Duration::from_secs(30);

/// Tells of the moments at which Redis came back.
type Returns = Option<watch::Receiver<Option<Instant>>>;

/// The presence of everybody, kept for the streams of this process.
#[derive(Debug, Clone)]
pub struct PresenceService {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    leases: Leases,
    streams: Streams,
    database: Database,
    announcer: Announcer,
    returns: Returns,
    /// Events of streams that have ended, and what is to be told; a stop waits
    /// for them.
    tasks: TaskTracker,
    /// Those who tell, so that a crowd that goes does not take all of the
    /// database.
    tellers: Arc<Semaphore>,
}

impl PresenceService {
    /// Starts the task that keeps the leases and ends the expired ones.
    pub fn start(
        leases: Leases,
        database: Database,
        announcer: Announcer,
        redis: Option<&Redis>,
    ) -> Self {
        let returns = redis.map(Redis::returns);
        let inner = Inner {
            leases,
            streams: Streams::default(),
            database,
            announcer,
            returns,
            tasks: TaskTracker::new(),
            tellers: Arc::new(Semaphore::new(MOST_TELLERS)),
        };
        let service = Self { inner: Arc::new(inner) };
        tokio::spawn(service.clone().make_rounds());
        service
    }

    /// For those who only read.
    pub fn leases(&self) -> &Leases {
        &self.inner.leases
    }

    /// The presence of these users, asked for together.
    pub async fn of(&self, users: impl IntoIterator<Item = Uuid>) -> States {
        self.inner.leases.of(users).await
    }

    /// Whether somebody looks at a page of theirs. When that is not known, they
    /// are taken to be here: telling them elsewhere can wait.
    pub async fn is_here(&self, user: Uuid) -> bool {
        let returned = self.inner.returns.as_ref().and_then(|returns| *returns.borrow());
        if returned.is_some_and(|at| at.elapsed() < SETTLED_AFTER) {
            return true;
        }
        let states = self.inner.leases.asked(&[user]).await;
        states.is_none_or(|states| states.of(user) == Presence::Online)
    }

    /// Of this process.
    pub fn open_streams(&self) -> usize {
        self.inner.streams.len()
    }

    /// A stream was opened: somebody is here for as long as this is held.
    pub async fn opened(&self, user: Uuid, connection: ConnectionName) -> OpenStream {
        let stream = Uuid::now_v7();
        self.inner.streams.add(stream, user, connection.clone());
        // Before the first await: should the visitor leave meanwhile, it is closed.
        let open =
            OpenStream { stream, user, connection: connection.clone(), presence: self.clone() };
        self.take(&[ConnectionEvent { user, connection, kind: EventKind::Opened(stream) }]).await;
        open
    }

    /// A page says whether it is looked at.
    pub async fn beat(&self, user: Uuid, connection: ConnectionName, visible: bool, idle: bool) {
        let beat = match (visible, idle) {
            (true, false) => Beat::Shown,
            (true, true) => Beat::Idle,
            (false, _) => Beat::Hidden,
        };
        self.take(&[ConnectionEvent { user, connection, kind: EventKind::Beat(beat) }]).await;
    }

    /// A stream has ended, perhaps with the whole process.
    pub(super) fn closed(&self, stream: Uuid, user: Uuid, connection: ConnectionName) {
        self.inner.streams.remove(stream);
        let presence = self.clone();
        let event = ConnectionEvent { user, connection, kind: EventKind::Closed(stream) };
        // Without a runtime the lease ends by itself.
        if let Ok(runtime) = Handle::try_current() {
            self.inner.tasks.spawn_on(async move { presence.take(&[event]).await }, &runtime);
        }
    }

    /// Takes these events. False when the leases are out of reach: then they end
    /// by themselves, and what is open is kept again later.
    pub(super) async fn take(&self, events: &[ConnectionEvent]) -> bool {
        let Some(outcomes) = self.inner.leases.apply(events).await else { return false };
        for (event, outcome) in events.iter().zip(outcomes) {
            self.inner.streams.learn(event, outcome.page);
            if let Some(change) = outcome.change {
                self.tell_later(change);
            }
        }
        true
    }

    /// Called when all streams have ended, as the process stops. What is in
    /// Redis outlives it; without Redis, nobody else would store when people
    /// were last here.
    pub async fn stop(&self) {
        for change in self.inner.leases.end_own() {
            self.tell_later(change);
        }
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }

    async fn make_rounds(self) {
        let mut returns = self.inner.returns.clone();
        let mut rounds = interval(SWEEP_EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut keep_at = Instant::now();
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                () = returned(&mut returns) => keep_at = Instant::now(),
            }
            if Instant::now() >= keep_at && self.keep().await {
                keep_at = Instant::now() + KEEP_EVERY;
            }
            for change in self.inner.leases.sweep().await {
                self.tell_later(change);
            }
        }
    }

    async fn keep(&self) -> bool {
        for batch in self.inner.streams.kept().chunks(KEPT_AT_ONCE) {
            if !self.take(batch).await {
                return false;
            }
        }
        true
    }

    /// Nobody waits until everybody else was told: the leases least of all.
    fn tell_later(&self, change: Change) {
        self.inner.tasks.spawn(self.clone().tell(change));
    }

    /// Stores when somebody went, and tells everybody who shares a
    /// conversation with them.
    async fn tell(self, change: Change) {
        let Ok(_place) = self.inner.tellers.clone().acquire_owned().await else { return };
        if let Err(error) = self.try_tell(&change).await {
            tracing::warn!(%error, "a change of presence could not be told");
        }
    }

    async fn try_tell(&self, change: &Change) -> Result<()> {
        if let Some(millis) = change.active_at {
            let work = self.inner.database.begin(&self.inner.announcer).await?;
            UserRepository::of(&work)
                .set_last_active(change.user, millis.saturating_mul(1000))
                .await?;
            work.commit().await?;
        }
        let user = UserRepository::of(&self.inner.database).with_id(change.user).await?;
        // For others, who hides their presence never comes nor goes.
        let Some(user) = user.filter(|user| user.shows_presence) else { return Ok(()) };
        let partners = ConversationRepository::of(&self.inner.database).partners(user.id).await?;
        let told = Announcement::presence_changed(Peer::of(&user), partners);
        self.inner.announcer.announce_throttled((user.id, Matter::Presence), vec![told]);
        Ok(())
    }
}

/// Ready when Redis came back; never without one.
async fn returned(returns: &mut Returns) {
    let closed = match returns {
        Some(returns) => returns.changed().await.is_err(),
        None => true,
    };
    if closed {
        std::future::pending::<()>().await;
    }
}
