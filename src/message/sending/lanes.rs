//! What waits for conversations that somebody else has locked.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{
    pen::{IfLocked, Pen},
    writer::{BATCH, Waiting},
};

/// Lanes that wait for a lock at the same time. Each takes a connection, and half
/// of the pool stays for all others.
const AT_ONCE: usize = 8;

/// By conversation, in the order in which they came. While a conversation has a
/// lane, all that is said there goes through it; a lane that is empty ends.
#[derive(Debug, Clone)]
pub(super) struct Lanes {
    pen: Pen,
    lanes: Arc<Mutex<HashMap<Uuid, VecDeque<Waiting>>>>,
    turns: Arc<Semaphore>,
}

impl Lanes {
    pub fn new(pen: Pen) -> Self {
        Self { pen, lanes: Arc::default(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Takes those whose conversations have a lane, and gives back the others.
    pub fn join(&self, sends: Vec<Waiting>) -> Vec<Waiting> {
        let mut lanes = self.lanes();
        let without_lane = |waiting: Waiting| match lanes.get_mut(&waiting.conversation()) {
            Some(lane) => {
                lane.push_back(waiting);
                None
            }
            None => Some(waiting),
        };
        sends.into_iter().filter_map(without_lane).collect()
    }

    /// Each goes into the lane of its conversation, which begins with the first.
    pub fn open(&self, sends: Vec<Waiting>) {
        for waiting in sends {
            let id = waiting.conversation();
            match self.lanes().entry(id) {
                Entry::Occupied(mut lane) => lane.get_mut().push_back(waiting),
                Entry::Vacant(place) => {
                    place.insert(VecDeque::from([waiting]));
                    tokio::spawn(self.clone().write(id));
                }
            }
        }
    }

    async fn write(self, id: Uuid) {
        let _turn = self.turns.acquire().await;
        while let Some(batch) = self.next(id) {
            let locked = self.pen.write(batch, IfLocked::Wait).await;
            self.put_back(id, locked);
        }
    }

    /// None when nothing waits any more; then the lane has ended.
    fn next(&self, id: Uuid) -> Option<Vec<Waiting>> {
        let mut lanes = self.lanes();
        let lane = lanes.get_mut(&id)?;
        if lane.is_empty() {
            lanes.remove(&id);
            return None;
        }
        let batch = lane.len().min(BATCH);
        Some(lane.drain(..batch).collect())
    }

    /// Before all others: its author came back at that moment.
    fn put_back(&self, id: Uuid, sends: Vec<Waiting>) {
        if let Some(lane) = self.lanes().get_mut(&id) {
            sends.into_iter().rev().for_each(|waiting| lane.push_front(waiting));
        }
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<Uuid, VecDeque<Waiting>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
