//! What services tell about changes that may concern Telegram.

use std::{fmt, str::FromStr, time::Duration};

use sea_orm::{DbErr, FromQueryResult, QueryResult, Value};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{NotificationRepository, repository::micros, rows::Due};
use crate::{
    message::{Mentions, Message},
    store::UnitOfWork,
};

/// Rows that wait to be scheduled. What does not fit is found by the sweep.
const QUEUE: usize = 4096;
/// Taking a notice back waits no longer than this, however late notices are.
const SOON: Duration = Duration::from_secs(15);

/// Names a row: whom to tell about which conversation. All that goes over the
/// list of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Job {
    pub user: Uuid,
    pub conversation: Uuid,
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.user, self.conversation)
    }
}

impl FromStr for Job {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (user, conversation) = text.split_once(':').ok_or(())?;
        let parse = |id: &str| id.parse().map_err(|_| ());
        Ok(Self { user: parse(user)?, conversation: parse(conversation)? })
    }
}

/// A row that is due after this time.
pub type Wish = (Job, Duration);

/// The way for services. Without a bot it does nothing and costs nothing.
#[derive(Debug, Clone)]
pub struct Outbox {
    wishes: Option<mpsc::Sender<Wish>>,
    after: Duration,
}

impl Outbox {
    /// `after` is how long a message must stay unread.
    pub fn new(after: Duration) -> (Self, mpsc::Receiver<Wish>) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        (Self { wishes: Some(sender), after }, receiver)
    }

    /// Where there is no bot.
    pub fn closed() -> (Self, mpsc::Receiver<Wish>) {
        (Self { wishes: None, after: Duration::ZERO }, mpsc::channel(1).1)
    }

    /// The values of [`when_sent`](super::when_sent). None where there is no bot.
    pub fn waits(&self) -> Option<[Value; 2]> {
        self.wishes.as_ref().map(|_| [self.after, self.soon()].map(|wait| micros(wait).into()))
    }

    /// Schedules after the commit what it has given back.
    pub fn wake(&self, work: &mut UnitOfWork, due: &[QueryResult]) -> Result<(), DbErr> {
        let due = due.iter().map(|row| Due::from_query_result(row, "").map(Due::wish));
        self.schedule_within(work, due.collect::<Result<_, _>>()?);
        Ok(())
    }

    /// The same after the commit, where rows may have nobody who is due.
    pub fn wake_now(&self, rows: &[QueryResult]) -> Result<(), DbErr> {
        if self.wishes.is_none() {
            return Ok(());
        }
        let due =
            rows.iter().filter_map(|row| Due::from_query_result_optional(row, "").transpose());
        self.schedule(due.map(|due| due.map(Due::wish)).collect::<Result<_, _>>()?);
        Ok(())
    }

    /// What happened to a group concerns these members, beside who has done it.
    pub async fn line_written(
        &self,
        work: &mut UnitOfWork,
        conversation: Uuid,
        seq: i64,
        author: Uuid,
        whom: &[Uuid],
    ) -> Result<(), DbErr> {
        let whom: Vec<Uuid> = whom.iter().copied().filter(|user| *user != author).collect();
        if self.wishes.is_none() || whom.is_empty() {
            return Ok(());
        }
        let notifications = NotificationRepository::of(work);
        let woken = notifications.want(conversation, seq, &whom, self.after).await?;
        self.schedule_within(work, woken);
        Ok(())
    }

    /// An edit has made a message be meant for these: who is told only of such has
    /// not heard of it.
    pub async fn mentioned(
        &self,
        work: &mut UnitOfWork,
        message: &Message,
        added: &Mentions,
    ) -> Result<(), DbErr> {
        if self.wishes.is_none() || added.is_empty() {
            return Ok(());
        }
        let notifications = NotificationRepository::of(work);
        let woken = notifications.want_meant(message, added, self.after).await?;
        self.schedule_within(work, woken);
        Ok(())
    }

    /// A message was edited or deleted: what Telegram shows of it may be wrong.
    pub async fn message_changed(
        &self,
        work: &mut UnitOfWork,
        conversation: Uuid,
        seq: i64,
    ) -> Result<(), DbErr> {
        if self.wishes.is_none() {
            return Ok(());
        }
        let notifications = NotificationRepository::of(work);
        let woken = notifications.touch_everybodys(conversation, seq, self.soon()).await?;
        self.schedule_within(work, woken);
        Ok(())
    }

    /// Somebody has read, muted or left: what stands in Telegram may be wrong.
    pub async fn changed_for(
        &self,
        work: &mut UnitOfWork,
        user: Uuid,
        conversation: Uuid,
    ) -> Result<(), DbErr> {
        if self.wishes.is_none() {
            return Ok(());
        }
        let woken = NotificationRepository::of(work).touch(user, conversation, self.soon()).await?;
        self.schedule_within(work, woken);
        Ok(())
    }

    /// Somebody wants notices to be otherwise.
    pub async fn all_changed_for(&self, work: &mut UnitOfWork, user: Uuid) -> Result<(), DbErr> {
        if self.wishes.is_none() {
            return Ok(());
        }
        let woken = NotificationRepository::of(work).touch_all(user, self.soon()).await?;
        self.schedule_within(work, woken);
        Ok(())
    }

    /// The way to somebody is open again, after it was not.
    pub async fn reachable_again(&self, work: &mut UnitOfWork, user: Uuid) -> Result<(), DbErr> {
        if self.wishes.is_none() {
            return Ok(());
        }
        let notifications = NotificationRepository::of(work);
        let mut woken = notifications.want_all(user, self.soon()).await?;
        // What was read meanwhile may stand there still.
        woken.extend(notifications.touch_all(user, self.soon()).await?);
        self.schedule_within(work, woken);
        Ok(())
    }

    /// Schedules after the commit what the transaction has made due. What is not
    /// scheduled waits for the sweep.
    fn schedule_within(&self, work: &mut UnitOfWork, woken: Vec<Wish>) {
        if !woken.is_empty() {
            let outbox = self.clone();
            work.after_commit(move || outbox.schedule(woken));
        }
    }

    /// Never waits.
    pub fn schedule(&self, woken: Vec<Wish>) {
        let Some(wishes) = &self.wishes else { return };
        for wish in woken {
            if wishes.try_send(wish).is_err() {
                tracing::warn!("too many notifications at once; the sweep finds the others");
                return;
            }
        }
    }

    pub fn schedule_one(&self, job: Job, rest: Duration) {
        self.schedule(vec![(job, rest)]);
    }

    fn soon(&self) -> Duration {
        self.after.min(SOON)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_survives_the_list() {
        let job = Job { user: Uuid::now_v7(), conversation: Uuid::now_v7() };
        assert_eq!(job.to_string().parse(), Ok(job));
        assert_eq!("nonsense".parse::<Job>(), Err(()));
    }
}
