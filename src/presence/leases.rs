//! Where the leases are, and what readers learn from them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use uuid::Uuid;

use super::{
    local::LocalLeases,
    redis::RedisLeases,
    state::{Change, ConnectionEvent, Outcome, Presence},
};
use crate::{
    backplane::Redis,
    conversation::{Entry, Peer},
};

/// The leases of everybody: in this process, or in Redis where there is one.
#[derive(Debug, Clone)]
pub struct Leases {
    place: Place,
    /// Who was not offline when it was last asked for or changed here; shown
    /// while Redis is away.
    known: Arc<Mutex<HashMap<Uuid, Presence>>>,
}

#[derive(Debug, Clone)]
enum Place {
    Local(Arc<Mutex<LocalLeases>>, Clock),
    Redis(RedisLeases),
}

/// Time as everybody writes it that never jumps.
#[derive(Debug, Clone, Copy)]
struct Clock {
    started: Instant,
    started_at: i64,
}

impl Clock {
    fn start() -> Self {
        Self { started: Instant::now(), started_at: jiff::Timestamp::now().as_millisecond() }
    }

    fn millis(self) -> i64 {
        let passed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.started_at.saturating_add(passed)
    }
}

/// The presence of those who were asked about.
#[derive(Debug, Default)]
pub struct States(HashMap<Uuid, Presence>);

impl States {
    /// What others see of somebody: who hides it is offline.
    pub fn shown(&self, peer: &Peer) -> Presence {
        if peer.shows_presence { self.of(peer.id) } else { Presence::Offline }
    }

    /// Puts it into the entries of a list.
    pub fn mark(&self, entries: &mut [Entry]) {
        for entry in entries {
            entry.presence = entry.peer().map(|peer| self.shown(peer)).unwrap_or_default();
        }
    }

    /// What is so, whether or not they show it.
    pub fn of(&self, user: Uuid) -> Presence {
        self.0.get(&user).copied().unwrap_or_default()
    }
}

impl Leases {
    pub fn new(redis: Option<Redis>, grace: Duration) -> Self {
        let place = match redis {
            Some(redis) => Place::Redis(RedisLeases::new(redis, grace)),
            None => Place::Local(Arc::new(Mutex::new(LocalLeases::new(grace))), Clock::start()),
        };
        Self { place, known: Arc::default() }
    }

    /// The presence of these users, asked for together; as last known while
    /// Redis is away.
    pub async fn of(&self, users: impl IntoIterator<Item = Uuid>) -> States {
        let users: Vec<Uuid> = users.into_iter().collect();
        match self.asked(&users).await {
            Some(states) => states,
            None => {
                let known = lock(&self.known);
                let of = |user: Uuid| (user, known.get(&user).copied().unwrap_or_default());
                States(users.into_iter().map(of).collect())
            }
        }
    }

    /// The presence of these users; none when it is not known.
    pub async fn asked(&self, users: &[Uuid]) -> Option<States> {
        if users.is_empty() {
            return Some(States::default());
        }
        let states = match &self.place {
            Place::Local(leases, _) => {
                let leases = lock(leases);
                users.iter().map(|user| leases.of(*user)).collect()
            }
            Place::Redis(leases) => leases.states(users).await?,
        };
        let states: HashMap<Uuid, Presence> = users.iter().copied().zip(states).collect();
        self.remember(states.iter().map(|(user, presence)| (*user, *presence)));
        Some(States(states))
    }

    /// What came of these events; none when the leases are out of reach.
    pub(super) async fn apply(&self, events: &[ConnectionEvent]) -> Option<Vec<Outcome>> {
        let outcomes: Vec<Outcome> = match &self.place {
            Place::Local(leases, clock) => {
                let mut leases = lock(leases);
                events.iter().map(|event| leases.apply(event, clock.millis())).collect()
            }
            Place::Redis(leases) => leases.apply(events).await?,
        };
        let changes = outcomes.iter().filter_map(|outcome| outcome.change.as_ref());
        self.remember(changes.map(|change| (change.user, change.presence)));
        Some(outcomes)
    }

    /// Ends what has expired, and says what others must be told.
    pub(super) async fn sweep(&self) -> Vec<Change> {
        let changes = match &self.place {
            Place::Local(leases, clock) => lock(leases).sweep(clock.millis()),
            Place::Redis(leases) => leases.sweep().await.unwrap_or_default(),
        };
        self.remember(changes.iter().map(|change| (change.user, change.presence)));
        changes
    }

    /// Ends the leases that end with this process, and says who was here.
    pub(super) fn end_own(&self) -> Vec<Change> {
        match &self.place {
            Place::Local(leases, clock) => lock(leases).end_all(clock.millis()),
            Place::Redis(_) => Vec::new(),
        }
    }

    fn remember(&self, states: impl Iterator<Item = (Uuid, Presence)>) {
        if let Place::Local(..) = self.place {
            return;
        }
        let mut known = lock(&self.known);
        for (user, presence) in states {
            match presence {
                Presence::Offline => known.remove(&user),
                presence => known.insert(user, presence),
            };
        }
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
