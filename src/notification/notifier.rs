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
    Jobs, NoticeContent, Outbox,
    decision::{Decision, Facts, decide},
    outbox::{Job, Wish},
    repository::{Claimed, Reader, Settled, Unread},
    words,
};
use crate::{
    language::Language,
    live::Hub,
    presence::PresenceService,
    store::Database,
    telegram::{Refusal, Telegram, Text},
};

/// Rows in work at once; most of their time they wait for Telegram.
const WORKERS: usize = 16;
const SWEEP_EVERY: Duration = Duration::from_secs(30);
/// Rows that one sweep pushes; what is left has its turn in the next.
const SWEPT_AT_ONCE: u64 = 1000;
/// What Telegram does not take is tried again so often, then parked.
const MOST_ATTEMPTS: i32 = 8;
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// Tries to store what came of a row, as long as a claim lasts.
const MOST_STORE_RETRIES: u32 = 30;
const STORE_PAUSE: Duration = Duration::from_secs(2);

/// Sends, changes and takes back notices.
#[derive(Debug, Clone)]
pub struct Notifier {
    pub database: Database,
    pub hub: Hub,
    pub presence: PresenceService,
    pub telegram: Telegram,
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
            // What is due before the next round comes at its own time.
            match self.database.notifications().due(SWEEP_EVERY, SWEPT_AT_ONCE).await {
                Ok(wishes) => self.outbox.schedule(wishes.into()),
                Err(error) => tracing::warn!(%error, "due notifications could not be looked up"),
            }
            if let Err(error) = self.forget_old().await {
                tracing::warn!(%error, "old notices could not be forgotten");
            }
        }
    }

    async fn forget_old(&self) -> Result<(), DbErr> {
        let work = self.database.begin(&self.hub).await?;
        work.notifications().forget_old().await?;
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
            if let Some(rest) = self.database.notifications().rest(job).await? {
                self.outbox.schedule_one(job, rest);
            }
            return Ok(());
        };
        let Some(done) = self.agree(job, claim, &row).await? else { return Ok(()) };
        self.store(job, claim, row.generation, &done).await?;
        if let Some(message) = done.replaced {
            // Should it stay, there is one old line more in the chat.
            let _ = self.telegram.delete_now(done.chat, message).await;
        }
        Ok(())
    }

    async fn claim(&self, job: Job, claim: Uuid) -> Result<Option<Claimed>, DbErr> {
        let work = self.database.begin(&self.hub).await?;
        let row = work.notifications().claim(job, claim).await?;
        work.commit().await?;
        Ok(row)
    }

    async fn keep(&self, job: Job, claim: Uuid) -> Result<bool, DbErr> {
        let work = self.database.begin(&self.hub).await?;
        let is_kept = work.notifications().keep(job, claim).await?;
        work.commit().await?;
        Ok(is_kept)
    }

    /// What Telegram has taken must be known, or it would be sent again: a
    /// database that is away for a moment is asked again.
    async fn store(
        &self,
        job: Job,
        claim: Uuid,
        generation: i64,
        done: &Done,
    ) -> Result<(), DbErr> {
        let mut tries = 0;
        let rest = loop {
            match self.try_to_store(job, claim, generation, done).await {
                Ok(rest) => break rest,
                Err(error) if tries == MOST_STORE_RETRIES => return Err(error),
                Err(_) => {
                    tries += 1;
                    sleep(STORE_PAUSE).await;
                }
            }
        };
        if let Some(rest) = rest {
            self.outbox.schedule_one(job, rest);
        }
        Ok(())
    }

    async fn try_to_store(
        &self,
        job: Job,
        claim: Uuid,
        generation: i64,
        done: &Done,
    ) -> Result<Option<Duration>, DbErr> {
        let work = self.database.begin(&self.hub).await?;
        if let (Some(Heard::Arrived), Some(message)) = (done.heard, done.settled.message_id) {
            let place = (done.chat, message);
            work.notifications().cover(job, place, done.settled.told_seq).await?;
        }
        match done.heard {
            Some(Heard::Arrived) => work.links().set_delivered(job.user, true).await?,
            Some(Heard::Failed) => work.links().set_delivered(job.user, false).await?,
            Some(Heard::Closed) => work.links().set_blocked(job.user).await?,
            None => {}
        }
        let rest = work.notifications().settle(job, claim, generation, &done.settled).await?;
        work.commit().await?;
        Ok(rest)
    }

    /// Looks at everything as it is now and does what follows. None when the
    /// claim was lost meanwhile: then somebody else has the row.
    async fn agree(&self, job: Job, claim: Uuid, row: &Claimed) -> Result<Option<Done>, DbErr> {
        let Some(reader) = self.database.notifications().reader(job).await? else {
            return Ok(Some(Done::default()));
        };
        let unread = match reader.last_read_seq {
            Some(read) => self.database.notifications().unread(job, read).await?,
            None => Vec::new(),
        };
        let decision = decide(&Facts {
            row,
            reader: &reader,
            unread: &unread,
            is_here: self.presence.is_here(job.user).await,
            chance: rand::random(),
        });
        let task = Task { notifier: self, job, claim, row, reader: &reader, unread: &unread };
        task.carry_out(decision).await
    }
}

/// What came of a row, to be stored.
#[derive(Debug, Default)]
struct Done {
    settled: Settled,
    chat: i64,
    /// Nothing when Telegram was not asked, or has asked to wait.
    heard: Option<Heard>,
    /// A notice in whose place there is a new one.
    replaced: Option<i64>,
}

/// What a call says about the link.
#[derive(Debug, Clone, Copy)]
enum Heard {
    Arrived,
    Failed,
    /// The person does not want the bot.
    Closed,
}

impl Heard {
    fn of(outcome: &Result<Settled, Refusal>) -> Option<Self> {
        match outcome {
            Ok(_) => Some(Self::Arrived),
            Err(Refusal::ChatClosed) => Some(Self::Closed),
            Err(Refusal::TooMany(_)) => None,
            Err(_) => Some(Self::Failed),
        }
    }
}

/// One claimed row on its way to Telegram.
struct Task<'t> {
    notifier: &'t Notifier,
    job: Job,
    claim: Uuid,
    row: &'t Claimed,
    reader: &'t Reader,
    unread: &'t [Unread],
}

impl Task<'_> {
    async fn carry_out(&self, decision: Decision) -> Result<Option<Done>, DbErr> {
        match decision {
            Decision::Nothing => return Ok(Some(self.quietly(self.as_it_is()))),
            Decision::Later(rest) => {
                let settled = Settled { again_in: Some(rest), ..self.as_it_is() };
                return Ok(Some(self.quietly(settled)));
            }
            _ => {}
        }
        tokio::select! {
            () = self.notifier.telegram.turn(self.reader.chat_id) => {}
            // Nothing was asked yet: another process may, or this one again.
            () = self.notifier.stopping.cancelled() => {
                return Ok(Some(self.quietly(self.given_back())));
            }
        }
        if !self.notifier.keep(self.job, self.claim).await? {
            return Ok(None);
        }
        let outcome = match decision {
            Decision::Send { .. } => self.send().await,
            Decision::Edit { message } => self.edit(message).await,
            Decision::TakeBack { message } => self.take_back(message).await,
            Decision::Blank { message } => self.blank(message).await,
            Decision::Nothing | Decision::Later(_) => Ok(self.as_it_is()),
        };
        let replaced = match decision {
            Decision::Send { instead_of } if outcome.is_ok() => instead_of,
            _ => None,
        };
        Ok(Some(Done {
            chat: self.reader.chat_id,
            heard: Heard::of(&outcome),
            settled: outcome.unwrap_or_else(|refusal| self.after(refusal)),
            replaced,
        }))
    }

    /// As it was found.
    fn given_back(&self) -> Settled {
        Settled {
            told_seq: self.row.told_seq,
            message_id: self.row.message_id,
            message_sent_at: self.row.message_sent_at,
            attempts: self.row.attempts,
            is_parked: false,
            again_in: Some(Duration::ZERO),
        }
    }

    /// Without a word to Telegram.
    fn quietly(&self, settled: Settled) -> Done {
        Done { settled, chat: self.reader.chat_id, ..Done::default() }
    }

    /// Everything that is unread is told, nothing else changes.
    fn as_it_is(&self) -> Settled {
        Settled {
            told_seq: self.row.told_seq,
            message_id: self.row.message_id.filter(|_| !self.unread.is_empty()),
            message_sent_at: self.row.message_sent_at,
            ..Settled::default()
        }
    }

    fn told(&self) -> i64 {
        self.unread.last().map_or(self.row.told_seq, |newest| newest.seq)
    }

    async fn send(&self) -> Result<Settled, Refusal> {
        let message = self.notifier.telegram.send_now(self.reader.chat_id, &self.text()).await?;
        Ok(Settled {
            told_seq: self.told(),
            message_id: Some(message),
            message_sent_at: Some(self.reader.now),
            ..Settled::default()
        })
    }

    async fn edit(&self, message: i64) -> Result<Settled, Refusal> {
        let (telegram, chat) = (&self.notifier.telegram, self.reader.chat_id);
        match telegram.edit_now(chat, message, &self.text()).await {
            Ok(()) | Err(Refusal::NotModified) => {
                Ok(Settled { told_seq: self.told(), message_id: Some(message), ..self.as_it_is() })
            }
            // The person has deleted it: what is new is told anew.
            Err(Refusal::NothingToChange) if self.told() > self.row.told_seq => self.send().await,
            Err(Refusal::NothingToChange) => {
                Ok(Settled { told_seq: self.told(), ..Settled::default() })
            }
            Err(refusal) => Err(refusal),
        }
    }

    async fn take_back(&self, message: i64) -> Result<Settled, Refusal> {
        match self.notifier.telegram.delete_now(self.reader.chat_id, message).await {
            Ok(()) | Err(Refusal::NothingToChange) => Ok(self.gone()),
            Err(refusal) => Err(refusal),
        }
    }

    async fn blank(&self, message: i64) -> Result<Settled, Refusal> {
        let text = Text::plain(self.words().say("notice-read"));
        match self.notifier.telegram.edit_now(self.reader.chat_id, message, &text).await {
            Ok(()) | Err(Refusal::NotModified | Refusal::NothingToChange) => Ok(self.gone()),
            Err(refusal) => Err(refusal),
        }
    }

    fn gone(&self) -> Settled {
        Settled { told_seq: self.row.told_seq, ..Settled::default() }
    }

    /// What to do about a refusal.
    fn after(&self, refusal: Refusal) -> Settled {
        let before = Settled { again_in: None, ..self.given_back() };
        let attempts = self.row.attempts + 1;
        match refusal {
            // Asked to wait is not failed.
            Refusal::TooMany(rest) => Settled { again_in: Some(rest), ..before },
            Refusal::ChatClosed => Settled::default(),
            Refusal::Refused | Refusal::NotModified | Refusal::NothingToChange => {
                tracing::error!(%refusal, "Telegram refuses a notice");
                Settled { is_parked: true, attempts, ..before }
            }
            Refusal::WrongToken | Refusal::Conflict | Refusal::OutOfReach => Settled {
                is_parked: attempts >= MOST_ATTEMPTS,
                attempts,
                again_in: (attempts < MOST_ATTEMPTS).then(|| pause(attempts)),
                ..before
            },
        }
    }

    fn text(&self) -> Text {
        let content =
            NoticeContent::parse(&self.reader.notice_content).unwrap_or(NoticeContent::Sender);
        let public_url = &self.notifier.public_url;
        words::notice(self.job.conversation, self.unread, content, public_url, self.words())
    }

    fn words(&self) -> crate::language::Words {
        let tag = self.reader.language.as_deref();
        tag.and_then(Language::from_tag).unwrap_or(Language::English).words()
    }
}

/// Longer each time, with jitter.
fn pause(attempts: i32) -> Duration {
    let factor = 2_u32.saturating_pow(u32::try_from(attempts - 1).unwrap_or(0));
    FIRST_PAUSE
        .saturating_mul(factor)
        .min(LONGEST_PAUSE)
        .mul_f64(0.75 + rand::random::<f64>() / 2.0)
}
