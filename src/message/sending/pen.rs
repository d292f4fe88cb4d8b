//! Writing batches, and answering those who wait for it.

use std::{
    collections::HashSet,
    panic::AssertUnwindSafe,
    slice,
    time::{Duration, Instant},
};

use futures_util::FutureExt;

use super::{
    Sending, Stored, lock, store, unlocked,
    writer::{Ticket, Waiting, not_written},
};
use crate::{
    announcement::Announcer,
    error::{Error, Result},
    notification::Outbox,
    store::{Database, UnitOfWork, queries_of},
};

/// Whoever fails sooner has found a dead connection, and waited for none.
pub(super) const AT_ONCE: Duration = Duration::from_secs(1);

/// So often more is tried what the database has ended for the sake of others.
const MOST_RETRIES: usize = 2;

/// What writing needs.
#[derive(Debug, Clone)]
pub(super) struct Pen {
    pub database: Database,
    pub announcer: Announcer,
    pub outbox: Outbox,
}

/// What is done when somebody else has a conversation locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IfLocked {
    Wait,
    Leave,
}

impl Pen {
    /// Writes these and answers them, and gives back what was locked. A panic ends
    /// the batch that it is about, and not who writes.
    pub async fn write(&self, batch: Vec<Waiting>, if_locked: IfLocked) -> Vec<Waiting> {
        if batch.is_empty() {
            return batch;
        }
        let answered = AssertUnwindSafe(self.answer(batch, if_locked)).catch_unwind().await;
        answered.unwrap_or_else(|_| {
            tracing::error!("messages were not written");
            Vec::new()
        })
    }

    async fn answer(&self, batch: Vec<Waiting>, if_locked: IfLocked) -> Vec<Waiting> {
        let (sendings, tickets): (Vec<Sending>, Vec<Ticket>) =
            batch.into_iter().map(|waiting| (waiting.sending, waiting.ticket)).unzip();
        let (written, queries) = queries_of(self.store(&sendings, if_locked)).await;
        let mut locked = Vec::new();
        for ((sending, ticket), stored) in sendings.into_iter().zip(tickets).zip(written) {
            match stored.transpose() {
                Some(stored) => ticket.answer(stored, queries),
                None => locked.push(Waiting { sending, ticket }),
            }
        }
        locked
    }

    /// All together. When the database refuses that and not for being away, one of
    /// them may be the reason, and the others need not suffer from it.
    async fn store(
        &self,
        sendings: &[Sending],
        if_locked: IfLocked,
    ) -> Vec<Result<Option<Stored>>> {
        match self.store_at_last(sendings, if_locked).await {
            Ok(stored) => stored.into_iter().map(Ok).collect(),
            Err(error @ Error::Unavailable(_)) => {
                sendings.iter().map(|_| Err(error.clone())).collect()
            }
            Err(error) if sendings.len() == 1 => vec![Err(error)],
            Err(error) => {
                tracing::warn!(%error, "messages are written one by one");
                self.store_one_by_one(sendings, if_locked).await
            }
        }
    }

    async fn store_one_by_one(
        &self,
        sendings: &[Sending],
        if_locked: IfLocked,
    ) -> Vec<Result<Option<Stored>>> {
        let mut all = Vec::with_capacity(sendings.len());
        let mut locked = HashSet::new();
        for sending in sendings {
            let id = sending.member.conversation.id;
            let stored = match locked.contains(&id) {
                // It may be free by now, but not before what came earlier.
                true => Ok(None),
                false => self.store_alone(sending, if_locked).await,
            };
            if let Ok(None) = stored {
                locked.insert(id);
            }
            all.push(stored);
        }
        all
    }

    async fn store_alone(&self, sending: &Sending, if_locked: IfLocked) -> Result<Option<Stored>> {
        let mut stored = self.store_at_last(slice::from_ref(sending), if_locked).await?;
        stored.pop().ok_or_else(not_written)
    }

    /// After a restart of the database the first who begins finds a connection that
    /// has ended. Nothing is written yet, so it is tried once more, for all of them.
    async fn begin(&self) -> Result<UnitOfWork> {
        let tried_at = Instant::now();
        match self.database.begin(&self.announcer).await {
            Err(_) if tried_at.elapsed() < AT_ONCE => {
                Ok(self.database.begin(&self.announcer).await?)
            }
            begun => Ok(begun?),
        }
    }

    /// Again where it was ended for the sake of others, of which nothing is left.
    async fn store_at_last(
        &self,
        sendings: &[Sending],
        if_locked: IfLocked,
    ) -> Result<Vec<Option<Stored>>> {
        let mut retries = 0;
        loop {
            match self.store_together(sendings, if_locked).await {
                Err(Error::EndedForOthers(_)) if retries < MOST_RETRIES => retries += 1,
                stored => return stored,
            }
        }
    }

    async fn store_together(
        &self,
        sendings: &[Sending],
        if_locked: IfLocked,
    ) -> Result<Vec<Option<Stored>>> {
        if if_locked == IfLocked::Leave && unlocked::suits(self, sendings) {
            let stored = unlocked::store(self, sendings).await?;
            if let Some(stored) = stored {
                return Ok(stored);
            }
        }
        let mut work = self.begin().await?;
        if if_locked == IfLocked::Wait {
            lock(&work, sendings.iter().map(|sending| &sending.member)).await?;
        }
        let stored = store(&mut work, &self.outbox, sendings).await?;
        work.commit().await?;
        Ok(stored)
    }
}
