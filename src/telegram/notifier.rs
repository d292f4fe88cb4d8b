//! The workers: they take jobs, claim rows and make Telegram agree.

use std::{
    collections::{HashMap, hash_map},
    sync::Arc,
    time::Duration,
};

use futures_util::StreamExt;
use sea_orm::DbErr;
use tokio::{
    sync::{Semaphore, mpsc},
    time::{Instant, MissedTickBehavior, interval, sleep},
};
use tokio_util::{
    sync::CancellationToken,
    task::TaskTracker,
    time::{DelayQueue, delay_queue::Key},
};
use url::Url;
use uuid::Uuid;

use super::{
    SeenUpdateRepository,
    task::{Done, MOST_ATTEMPTS, Task},
};
use crate::{
    announcement::Announcer,
    bot::{Refusal, Telegram},
    file::FileService,
    link::{Delivery, LinkRepository},
    notification::{
        Claimed, Covered, Facts, Job, Jobs, Known, NotificationRepository, Outbox, Recipient,
        Settled, Stored, Unread, Wish, decide,
    },
    presence::PresenceService,
    store::Database,
};

/// Rows in work at once; most of their time they wait for Telegram.
const WORKERS: usize = 16;
const SWEEP_EVERY: Duration = Duration::from_secs(30);
const TIDY_EVERY: Duration = Duration::from_secs(600);
/// Rows that one sweep pushes; what is left has its turn in the next.
const SWEPT_AT_ONCE: u64 = 1000;
/// Unread messages among which those are looked for that are meant for somebody.
const MOST_LOOKED_AT: i64 = 1_000;
/// Tries to store what came of a row, as long as a claim lasts.
const MOST_STORE_RETRIES: u32 = 30;
/// Tries to delete what must not stay, while Telegram asks to wait.
const MOST_DELETE_TRIES: u32 = 5;
const STORE_PAUSE: Duration = Duration::from_secs(2);

/// Sends, changes and takes back notices.
#[derive(Debug, Clone)]
pub struct Notifier {
    pub database: Database,
    pub announcer: Announcer,
    pub presence: PresenceService,
    pub telegram: Telegram,
    pub files: FileService,
    pub outbox: Outbox,
    pub jobs: Jobs,
    pub public_url: Url,
    /// Rows in work; a stop waits for them.
    pub work: TaskTracker,
    pub stopping: CancellationToken,
}

impl Notifier {
    /// Starts the tasks that schedule, sweep and work.
    pub fn start(self, wishes: mpsc::Receiver<Wish>) {
        tokio::spawn(self.clone().schedule(wishes));
        tokio::spawn(self.clone().sweep());
        tokio::spawn(self.clone().tidy_up());
        tokio::spawn(async move {
            let stopping = self.stopping.clone();
            tokio::select! {
                () = stopping.cancelled() => {}
                () = self.take_jobs() => {}
            }
        });
    }

    /// Pushes each row's job when it is due.
    async fn schedule(self, mut wishes: mpsc::Receiver<Wish>) {
        let (mut waiting, mut known) = (DelayQueue::new(), HashMap::<Job, (Key, Instant)>::new());
        loop {
            tokio::select! {
                Some((job, rest)) = wishes.recv() => {
                    let at = Instant::now() + rest;
                    match known.entry(job) {
                        hash_map::Entry::Vacant(free) => {
                            free.insert((waiting.insert_at(job, at), at));
                        }
                        hash_map::Entry::Occupied(mut earlier) => {
                            let (key, before) = earlier.get_mut();
                            if at < *before {
                                waiting.reset_at(key, at);
                                *before = at;
                            }
                        }
                    }
                }
                Some(due) = waiting.next() => {
                    let job = due.into_inner();
                    known.remove(&job);
                    self.jobs.push(job).await;
                }
                else => return,
            }
        }
    }

    /// Finds what fell through: after a crash, a lost job or an emptied list.
    async fn sweep(self) {
        let mut rounds = interval(SWEEP_EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            // Meanwhile nobody takes jobs, and the list would grow.
            self.telegram.pause_is_over().await;
            // What is due before the next round comes at its own time.
            match NotificationRepository::of(&self.database).due(SWEEP_EVERY, SWEPT_AT_ONCE).await {
                Ok(wishes) => self.outbox.schedule(wishes),
                Err(error) => tracing::warn!(%error, "due notifications could not be looked up"),
            }
        }
    }

    /// Forgets what nobody needs, and tries again what was given up.
    async fn tidy_up(self) {
        let mut rounds = interval(TIDY_EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            if let Err(error) = self.tidy().await {
                tracing::warn!(%error, "notifications could not be tidied up");
            }
        }
    }

    async fn tidy(&self) -> Result<(), DbErr> {
        let work = self.database.begin(&self.announcer).await?;
        NotificationRepository::of(&work).retry_parked(MOST_ATTEMPTS).await?;
        NotificationRepository::of(&work).forget_old().await?;
        SeenUpdateRepository::of(&work).forget_old().await?;
        work.commit().await
    }

    async fn take_jobs(&self) {
        let places = Arc::new(Semaphore::new(WORKERS));
        loop {
            self.telegram.pause_is_over().await;
            let Ok(place) = places.clone().acquire_owned().await else { return };
            let job = self.jobs.pop().await;
            let notifier = self.clone();
            self.work.spawn(async move {
                if let Err(error) = notifier.work_on(job).await {
                    // The claim ends by itself, and the sweep finds the row.
                    tracing::warn!(%error, "a notification could not be worked on");
                }
                drop(place);
            });
        }
    }

    async fn work_on(&self, job: Job) -> Result<(), DbErr> {
        let claim = Uuid::new_v4();
        let Some(row) = self.claim(job, claim).await? else {
            // This process's clock may go before the database's.
            if let Some(rest) = NotificationRepository::of(&self.database).rest(job).await? {
                self.outbox.schedule_one(job, rest);
            }
            return Ok(());
        };
        let done = self.agree(job, claim, &row).await?;
        let stored = self.store(job, claim, row.known(), &done).await?;
        let Some(sent) = done.sent else { return Ok(()) };
        match stored.map(|stored| stored.replaced_message_id) {
            Some(Some(replaced)) => self.delete_replaced(job, &row, &done, replaced).await,
            Some(None) => Ok(()),
            // It was stored, only the database's answer got lost.
            None if NotificationRepository::of(&self.database).names(job, sent).await? => Ok(()),
            // Whoever has the row now knows nothing of what was sent.
            None => {
                let _ = self.delete(done.chat, sent).await;
                Ok(())
            }
        }
    }

    /// What stands there beside the notice that has taken its place. When it
    /// cannot be deleted now, the row is looked at again.
    async fn delete_replaced(
        &self,
        job: Job,
        row: &Claimed,
        done: &Done,
        message: i64,
    ) -> Result<(), DbErr> {
        if self.delete(done.chat, message).await.is_err() {
            return Ok(());
        }
        let work = self.database.begin(&self.announcer).await?;
        let wish =
            NotificationRepository::of(&work).forget_replaced(job, message, row.known()).await?;
        work.commit().await?;
        if let Some((job, rest)) = wish {
            self.outbox.schedule_one(job, rest);
        }
        Ok(())
    }

    /// Success when it does not stand there any more, or never will go.
    pub(super) async fn delete(&self, chat: i64, message: i64) -> Result<(), Refusal> {
        let mut tries = 0;
        loop {
            let paused = self.stopping.run_until_cancelled(self.telegram.pause_is_over()).await;
            match self.telegram.delete_now(chat, message).await {
                Ok(()) | Err(Refusal::NothingToChange | Refusal::Refused) => return Ok(()),
                Err(Refusal::TooMany(_)) if paused.is_some() && tries < MOST_DELETE_TRIES => {
                    tries += 1;
                }
                Err(refusal) => return Err(refusal),
            }
        }
    }

    async fn claim(&self, job: Job, claim: Uuid) -> Result<Option<Claimed>, DbErr> {
        let work = self.database.begin(&self.announcer).await?;
        let row = NotificationRepository::of(&work).claim(job, claim).await?;
        work.commit().await?;
        Ok(row)
    }

    /// Whether the claim still holds; see the repository.
    pub(super) async fn keep(&self, job: Job, claim: Uuid, generation: i64) -> Result<bool, DbErr> {
        let work = self.database.begin(&self.announcer).await?;
        let is_kept = NotificationRepository::of(&work).keep(job, claim, generation).await?;
        work.commit().await?;
        Ok(is_kept)
    }

    /// What Telegram has taken must be known, or it would be sent again: a
    /// database that is away for a moment is asked again. None when the claim
    /// was lost meanwhile.
    async fn store(
        &self,
        job: Job,
        claim: Uuid,
        known: Known,
        done: &Done,
    ) -> Result<Option<Stored>, DbErr> {
        let mut tries = 0;
        let stored = loop {
            match self.try_to_store(job, claim, known, done).await {
                Ok(stored) => break stored,
                Err(error) if tries == MOST_STORE_RETRIES => return Err(error),
                Err(_) => {
                    tries += 1;
                    sleep(STORE_PAUSE).await;
                }
            }
        };
        if let Some(rest) = stored.as_ref().and_then(Stored::again_in) {
            self.outbox.schedule_one(job, rest);
        }
        Ok(stored)
    }

    async fn try_to_store(
        &self,
        job: Job,
        claim: Uuid,
        known: Known,
        done: &Done,
    ) -> Result<Option<Stored>, DbErr> {
        let work = self.database.begin(&self.announcer).await?;
        if let (Some(Delivery::Delivered), Some(message)) = (done.delivery, done.settled.message_id)
        {
            let covered = Covered {
                conversation_id: job.conversation,
                seq: done.settled.told_seq,
                only_seq: done.only_seq,
            };
            let place = (done.chat, message);
            NotificationRepository::of(&work)
                .cover(job.user, place, &covered, done.looked_at)
                .await?;
        }
        if let Some(delivery) = done.delivery {
            LinkRepository::of(&work).note_delivery(job.user, done.chat, delivery).await?;
        }
        let stored =
            NotificationRepository::of(&work).settle(job, claim, known, &done.settled).await?;
        if stored.is_some() {
            work.commit().await?;
        }
        Ok(stored)
    }

    /// Whether something that an answered notice says is deleted.
    async fn is_gone(&self, job: Job, row: &Claimed, recipient: &Recipient) -> Result<bool, DbErr> {
        let Some(message) = row.message_id.filter(|_| row.answered) else { return Ok(false) };
        let place = (recipient.chat_id, message);
        NotificationRepository::of(&self.database).says_what_is_gone(job, place).await
    }

    /// What is unread above `read`, as far as the recipient wants to be told of it. What
    /// is meant for somebody is looked for no further back than so many messages.
    async fn unread(
        &self,
        job: Job,
        row: &Claimed,
        recipient: &Recipient,
        read: i64,
    ) -> Result<Vec<Unread>, DbErr> {
        let only_meant = recipient.only_meant;
        let after = if only_meant { read.max(row.last_seq - MOST_LOOKED_AT) } else { read };
        NotificationRepository::of(&self.database).unread(job, after, only_meant).await
    }

    /// Looks at everything as it is now and does what follows.
    async fn agree(&self, job: Job, claim: Uuid, row: &Claimed) -> Result<Done, DbErr> {
        let Some(recipient) = NotificationRepository::of(&self.database).recipient(job).await?
        else {
            // Where there is no way, everything stays for when there is one again.
            return Ok(Done { settled: Settled::unchanged(row), ..Done::default() });
        };
        let task = Task { notifier: self, job, claim, row, recipient: &recipient, unread: &[] };
        if let Some(message) = row.replaced_message_id
            && let Some(done) = task.delete_replaced(message).await?
        {
            return Ok(done);
        }
        let row = &Claimed { replaced_message_id: None, ..row.clone() };
        let unread = match recipient.last_read_seq {
            Some(read) => self.unread(job, row, &recipient, read).await?,
            None => Vec::new(),
        };
        let decision = decide(&Facts {
            row,
            recipient: &recipient,
            unread: &unread,
            is_here: self.presence.is_here(job.user).await,
            is_gone: self.is_gone(job, row, &recipient).await?,
            chance: rand::random(),
        });
        let task = Task { notifier: self, job, claim, row, recipient: &recipient, unread: &unread };
        task.carry_out(decision).await
    }
}
