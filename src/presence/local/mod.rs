//! The leases of a single process. The same rules as in `connection_events.lua`, and both play
//! the scenes of `scenes.txt`; the time
//! is passed in, as milliseconds.

use std::{collections::HashMap, time::Duration};

use uuid::Uuid;

use super::state::{
    Beat, Change, ConnectionEvent, ConnectionName, EventKind, LEASE, MOST_CONNECTIONS, Outcome,
    Page, Presence,
};

const LEASE_MILLIS: i64 = LEASE.as_millis() as i64;

/// Everybody who is here.
#[derive(Debug)]
pub(super) struct LocalLeases {
    people: HashMap<Uuid, Someone>,
    grace: i64,
}

#[derive(Debug, Default)]
struct Someone {
    leases: HashMap<ConnectionName, Lease>,
    /// What others were told.
    told: Presence,
    /// How far the leases reach: online, and here at all.
    online_until: i64,
    open_until: i64,
    /// When they ceased to be online, while they are away.
    active_at: Option<i64>,
}

#[derive(Debug, Clone, Default)]
struct Lease {
    /// The newest stream under this name: only its end counts.
    stream: Option<Uuid>,
    has_beaten: bool,
    /// The page is looked at until then, if it is open at all.
    shown_until: i64,
    open_until: i64,
}

impl Lease {
    fn page(&self, now: i64) -> Page {
        match (self.has_beaten, self.shown_until > now) {
            (false, _) => Page::Silent,
            (true, true) => Page::Shown,
            (true, false) => Page::Hidden,
        }
    }

    fn beat(&mut self, beat: Beat, is_new: bool, now: i64) {
        self.has_beaten = true;
        self.shown_until = if beat == Beat::Shown { now + LEASE_MILLIS } else { 0 };
        // A page that is hidden just before its stream closes must not
        // lengthen what is left.
        if is_new || beat != Beat::Hidden {
            self.open_until = now + LEASE_MILLIS;
        }
    }

    fn keep(&mut self, now: i64) {
        self.open_until = now + LEASE_MILLIS;
        if !self.has_beaten {
            self.shown_until = now + LEASE_MILLIS;
        }
    }

    fn find_again(&mut self, page: Page, now: i64) {
        self.has_beaten = page != Page::Silent;
        self.shown_until = if page == Page::Hidden { 0 } else { now + LEASE_MILLIS };
    }

    /// The lease as it is after this.
    fn after(mut self, kind: EventKind, is_new: bool, grace: i64, now: i64) -> Self {
        match kind {
            EventKind::Beat(beat) => self.beat(beat, is_new, now),
            EventKind::Opened(stream) => {
                self.stream = Some(stream);
                self.keep(now);
            }
            EventKind::Kept(stream, page) if self.stream.is_none_or(|known| known == stream) => {
                if is_new {
                    self.find_again(page, now);
                }
                self.stream = Some(stream);
                self.keep(now);
            }
            EventKind::Closed(stream) if self.stream == Some(stream) => {
                self.open_until = self.open_until.min(now + grace);
            }
            EventKind::Kept(..) | EventKind::Closed(_) => {}
        }
        self
    }
}

impl Someone {
    fn apply(
        &mut self,
        connection: &ConnectionName,
        kind: EventKind,
        grace: i64,
        now: i64,
    ) -> Page {
        self.leases.retain(|_, lease| lease.open_until > now);
        let known = self.leases.remove(connection);
        if known.is_none() && self.leases.len() >= MOST_CONNECTIONS {
            self.make_room();
        }
        let is_new = known.is_none();
        let lease = known.unwrap_or_default().after(kind, is_new, grace, now);
        let page = lease.page(now);
        if lease.open_until > now {
            self.leases.insert(connection.clone(), lease);
        }
        let leases = self.leases.values();
        self.online_until =
            leases.clone().map(|l| l.shown_until.min(l.open_until)).max().unwrap_or_default();
        self.open_until = leases.map(|lease| lease.open_until).max().unwrap_or_default();
        page
    }

    fn make_room(&mut self) {
        let first = self.leases.iter().min_by_key(|(_, lease)| lease.open_until);
        if let Some(name) = first.map(|(name, _)| name.clone()) {
            self.leases.remove(&name);
        }
    }

    /// What others must be told now, if it is something else than before.
    fn settle(&mut self, user: Uuid, was_online_until: i64, now: i64) -> Option<Change> {
        let presence = match (self.online_until > now, self.open_until > now) {
            (true, _) => Presence::Online,
            (false, true) => Presence::Away,
            (false, false) => Presence::Offline,
        };
        if presence == Presence::Online {
            self.active_at = None;
        } else if self.told == Presence::Online {
            self.active_at = Some(was_online_until.min(now));
        }
        if presence == self.told {
            return None;
        }
        self.told = presence;
        let active_at = self.active_at.filter(|_| presence == Presence::Offline);
        Some(Change { user, presence, active_at })
    }
}

impl LocalLeases {
    pub fn new(grace: Duration) -> Self {
        let grace = i64::try_from(grace.as_millis()).unwrap_or(i64::MAX);
        Self { people: HashMap::new(), grace }
    }

    pub fn apply(&mut self, event: &ConnectionEvent, now: i64) -> Outcome {
        let someone = self.people.entry(event.user).or_default();
        let was_online_until = someone.online_until;
        let page = someone.apply(&event.connection, event.kind, self.grace, now);
        let change = someone.settle(event.user, was_online_until, now);
        if someone.told == Presence::Offline {
            self.people.remove(&event.user);
        }
        Outcome { page, change }
    }

    /// Ends what has expired, and says what others must be told.
    pub fn sweep(&mut self, now: i64) -> Vec<Change> {
        let mut changes = Vec::new();
        self.people.retain(|user, someone| {
            let online_until = someone.online_until;
            changes.extend(someone.settle(*user, online_until, now));
            someone.told != Presence::Offline
        });
        changes
    }

    /// Ends all leases, and says who was here.
    pub fn end_all(&mut self, now: i64) -> Vec<Change> {
        let gone = self.people.drain().filter_map(|(user, mut someone)| {
            let online_until = std::mem::take(&mut someone.online_until);
            someone.open_until = 0;
            someone.settle(user, online_until, now)
        });
        gone.collect()
    }

    pub fn of(&self, user: Uuid) -> Presence {
        self.people.get(&user).map(|someone| someone.told).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
