//! The one writer of messages in this process.

use std::{mem, sync::Arc};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use uuid::Uuid;

use super::{
    Sending, Stored,
    lanes::Lanes,
    pen::{IfLocked, Pen},
};
use crate::{
    announcement::Announcer,
    error::{Error, Result},
    metrics::{Counted, MESSAGES_WAITING},
    notification::Outbox,
    store::{Database, count_also},
};

/// Most messages of one transaction.
pub(super) const BATCH: usize = 64;
/// Sends that are not answered yet; who comes then waits until there is room.
const ROOM: usize = 1024;

/// The way to the writer. Nobody waits longer than for what queues up before
/// them, and nothing waits for company: a batch is what came while the last one
/// was written. What is in the queue is written even if whoever sent it has gone.
#[derive(Debug, Clone)]
pub(in crate::message) struct Writer {
    queue: mpsc::UnboundedSender<Waiting>,
    room: Arc<Semaphore>,
}

/// A send that is to be answered.
#[derive(Debug)]
pub(super) struct Waiting {
    pub sending: Sending,
    pub ticket: Ticket,
}

impl Waiting {
    pub fn conversation(&self) -> Uuid {
        self.sending.member.conversation.id
    }
}

/// Whom to answer. Takes room until it is used or lost.
#[derive(Debug)]
pub(super) struct Ticket {
    answer: oneshot::Sender<Answer>,
    _room: OwnedSemaphorePermit,
    _counted: Counted,
}

/// What became of a send, and how many statements its batch took.
type Answer = (Result<Stored>, u32);

impl Ticket {
    pub fn answer(self, stored: Result<Stored>, queries: u32) {
        // Who has gone knows by the nonce what became of it.
        let _ = self.answer.send((stored, queries));
    }
}

impl Writer {
    pub fn start(database: Database, announcer: Announcer, outbox: Outbox) -> Self {
        let (queue, waiting) = mpsc::unbounded_channel();
        tokio::spawn(write_all(Pen { database, announcer, outbox }, waiting));
        Self { queue, room: Arc::new(Semaphore::new(ROOM)) }
    }

    /// Gives back what became of it when that is durable and announced.
    pub async fn write(&self, sending: Sending) -> Result<Stored> {
        let room = self.room.clone().acquire_owned().await.map_err(|_| not_written())?;
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting {
            sending,
            ticket: Ticket { answer, _room: room, _counted: Counted::begin(MESSAGES_WAITING) },
        };
        self.queue.send(waiting).map_err(|_| not_written())?;
        let (stored, queries) = answered.await.map_err(|_| not_written())?;
        count_also(queries);
        stored
    }
}

/// In the order in which they came.
async fn write_all(pen: Pen, mut queue: mpsc::UnboundedReceiver<Waiting>) {
    let lanes = Lanes::new(pen.clone());
    let mut batch = Vec::new();
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        let free = lanes.join(mem::take(&mut batch));
        let locked = pen.write(free, IfLocked::Leave).await;
        lanes.open(locked);
    }
}

pub(super) fn not_written() -> Error {
    Error::Internal("a message was not written".to_owned())
}
