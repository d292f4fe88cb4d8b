//! Removing what nobody needs: uploads that were never sent, objects that nobody
//! has, and bytes that no object stands for. A crash leaves the last two.

use std::collections::HashSet;

use futures_util::{StreamExt, TryStreamExt, pin_mut};
use uuid::Uuid;

use super::{
    FileRepository, FileService,
    store::{Key, Stored},
};
use crate::error::Result;

/// What is younger may still become something: a day.
const LEAST_AGE_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
/// So many at once, so that nobody waits for it.
const STEP: usize = 100;

impl FileService {
    /// Does all of it, in small steps. What cannot be done now is done an hour later.
    pub async fn sweep(&self) {
        for swept in
            [self.sweep_unsent().await, self.sweep_objects().await, self.sweep_bytes().await]
        {
            if let Err(error) = swept {
                tracing::warn!(%error, "old files could not be removed");
            }
        }
    }

    async fn sweep_unsent(&self) -> Result<()> {
        loop {
            let turn = self.database.turn().await;
            let files = FileRepository::of(&self.database);
            let objects = files.delete_unsent(LEAST_AGE_MICROS, STEP).await?;
            drop(turn);
            if objects.is_empty() {
                return Ok(());
            }
            self.remove_unused(objects).await;
        }
    }

    async fn sweep_objects(&self) -> Result<()> {
        let mut after = Uuid::nil();
        loop {
            let files = FileRepository::of(&self.database);
            let looked = files.unused_after(after, LEAST_AGE_MICROS).await?;
            let Some(looked) = looked else { return Ok(()) };
            self.remove_unused(looked.unused).await;
            after = looked.last;
        }
    }

    /// What was not put there by Natter stays, and what is older than the database: a
    /// new one beside the files of another knows none of them.
    async fn sweep_bytes(&self) -> Result<()> {
        let since = FileRepository::of(&self.database).stands_since().await?;
        let youngest = jiff::Timestamp::now().as_microsecond() - LEAST_AGE_MICROS;
        let is_old = |one: &Stored| (since..youngest).contains(&one.written_at);
        let old = self.store.list().try_filter(|one| std::future::ready(is_old(one)));
        let steps = old.try_chunks(STEP);
        pin_mut!(steps);
        while let Some(step) = steps.next().await {
            let step = step.map_err(|failed| failed.1)?;
            let leftover = self.leftover(&step).await?;
            for one in leftover {
                self.store.delete_path(&one.path).await?;
            }
        }
        Ok(())
    }

    /// Those of these for which there is no object, and what never became one.
    pub(super) async fn leftover<'s>(&self, step: &'s [Stored]) -> Result<Vec<&'s Stored>> {
        let ids: Vec<Uuid> = step.iter().filter_map(|one| Some(one.key?.object)).collect();
        let known: HashSet<Uuid> = FileRepository::of(&self.database).known(&ids).await?;
        let is_leftover = |one: &&Stored| match one.key {
            Some(Key { object, .. }) => !known.contains(&object),
            None => one.is_incoming(),
        };
        Ok(step.iter().filter(is_leftover).collect())
    }
}
