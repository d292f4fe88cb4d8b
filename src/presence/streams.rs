//! The open streams of this process: it keeps their leases.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use uuid::Uuid;

use super::{
    PresenceService,
    leases::lock,
    state::{ConnectionEvent, ConnectionName, EventKind, Page},
};

/// By the stream's own id: one connection may have an old and a new one.
#[derive(Debug, Clone, Default)]
pub(super) struct Streams(Arc<Mutex<HashMap<Uuid, Open>>>);

#[derive(Debug, Clone)]
struct Open {
    user: Uuid,
    connection: ConnectionName,
    page: Page,
}

impl Streams {
    pub fn add(&self, stream: Uuid, user: Uuid, connection: ConnectionName) {
        lock(&self.0).insert(stream, Open { user, connection, page: Page::Silent });
    }

    pub fn remove(&self, stream: Uuid) {
        lock(&self.0).remove(&stream);
    }

    pub fn len(&self) -> usize {
        lock(&self.0).len()
    }

    /// The events that keep the leases of all.
    pub fn kept(&self) -> Vec<ConnectionEvent> {
        let open = lock(&self.0);
        let kept = |(stream, one): (&Uuid, &Open)| ConnectionEvent {
            user: one.user,
            connection: one.connection.clone(),
            kind: EventKind::Kept(*stream, one.page),
        };
        open.iter().map(kept).collect()
    }

    /// What a page is like, should its lease get lost.
    pub fn learn(&self, event: &ConnectionEvent, page: Page) {
        let mut open = lock(&self.0);
        match event.kind {
            EventKind::Kept(stream, _) => {
                if let Some(open) = open.get_mut(&stream) {
                    open.page = page;
                }
            }
            EventKind::Beat(_) => {
                let same =
                    |one: &&mut Open| one.user == event.user && one.connection == event.connection;
                open.values_mut().filter(same).for_each(|one| one.page = page);
            }
            EventKind::Opened(_) | EventKind::Closed(_) => {}
        }
    }
}

/// One open stream; dropping it shortens the lease of its connection.
#[derive(Debug)]
pub struct OpenStream {
    pub(super) stream: Uuid,
    pub(super) user: Uuid,
    pub(super) connection: ConnectionName,
    pub(super) presence: PresenceService,
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.presence.closed(self.stream, self.user, self.connection.clone());
    }
}
