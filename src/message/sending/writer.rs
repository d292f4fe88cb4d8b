//! The one writer of messages in this process.

use tokio::sync::{mpsc, oneshot};

use super::{Sending, Stored, lock, store};
use crate::{
    announcement::Announcer,
    error::{Error, Result},
    notification::Outbox,
    store::{Database, count_also, queries_of},
};

/// Most messages of one transaction.
const BATCH: usize = 64;
/// Sends that wait to be written; who comes then waits until there is room.
const QUEUE: usize = 1024;

/// The way to the writer. Nobody waits longer than for what queues up before
/// them, and nothing waits for company: a batch is what came while the last one
/// was written. What is in the queue is written even if whoever sent it has gone.
#[derive(Debug, Clone)]
pub(in crate::message) struct Writer(mpsc::Sender<Waiting>);

#[derive(Debug)]
struct Waiting {
    sending: Sending,
    answer: oneshot::Sender<Answer>,
}

/// What became of a send, and how many statements its batch took.
type Answer = (Result<Stored>, u32);

impl Writer {
    pub fn start(database: Database, announcer: Announcer, outbox: Outbox) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(write_all(Pen { database, announcer, outbox }, waiting));
        Self(queue)
    }

    /// Gives back what became of it when that is durable and announced.
    pub async fn write(&self, sending: Sending) -> Result<Stored> {
        let (answer, answered) = oneshot::channel();
        self.0.send(Waiting { sending, answer }).await.map_err(|_| not_written())?;
        let (stored, queries) = answered.await.map_err(|_| not_written())?;
        count_also(queries);
        stored
    }
}

/// In the order in which they came.
async fn write_all(pen: Pen, mut queue: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::new();
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        // A panic ends the batch that it is about, and not the writer.
        let answered = tokio::spawn(pen.clone().answer(std::mem::take(&mut batch))).await;
        if let Err(error) = answered {
            tracing::error!(%error, "messages were not written");
        }
    }
}

/// What writing needs.
#[derive(Debug, Clone)]
struct Pen {
    database: Database,
    announcer: Announcer,
    outbox: Outbox,
}

impl Pen {
    async fn answer(self, batch: Vec<Waiting>) {
        let (sendings, answers): (Vec<Sending>, Vec<_>) =
            batch.into_iter().map(|waiting| (waiting.sending, waiting.answer)).unzip();
        let (written, queries) = queries_of(self.write(&sendings)).await;
        for (answer, stored) in answers.into_iter().zip(written) {
            // Who has gone knows by the nonce what became of it.
            let _ = answer.send((stored, queries));
        }
    }

    /// All together. When the database refuses that and not for being away, one of
    /// them may be the reason, and the others need not suffer from it.
    async fn write(&self, sendings: &[Sending]) -> Vec<Result<Stored>> {
        match self.write_together(sendings).await {
            Ok(stored) => stored.into_iter().map(Ok).collect(),
            Err(error @ Error::Unavailable(_)) => {
                sendings.iter().map(|_| Err(error.clone())).collect()
            }
            Err(error) if sendings.len() == 1 => vec![Err(error)],
            Err(error) => {
                tracing::warn!(%error, "messages are written one by one");
                self.write_one_by_one(sendings).await
            }
        }
    }

    async fn write_one_by_one(&self, sendings: &[Sending]) -> Vec<Result<Stored>> {
        let mut written = Vec::with_capacity(sendings.len());
        for sending in sendings {
            let alone = self.write_together(std::slice::from_ref(sending)).await;
            written.push(alone.and_then(|mut stored| stored.pop().ok_or_else(not_written)));
        }
        written
    }

    async fn write_together(&self, sendings: &[Sending]) -> Result<Vec<Stored>> {
        let mut work = self.database.begin(&self.announcer).await?;
        let conversations = sendings.iter().map(|sending| sending.member.conversation.id);
        let lasts = lock(&work, conversations).await?;
        let stored = store(&mut work, &self.outbox, &lasts, sendings).await?;
        work.commit().await?;
        Ok(stored)
    }
}

fn not_written() -> Error {
    Error::Internal("a message was not written".to_owned())
}
