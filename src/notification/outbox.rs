//! What services tell about changes that may concern Telegram.

use std::{fmt, str::FromStr, time::Duration};

use sea_orm::DbErr;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::store::UnitOfWork;

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

/// Rows that a transaction has made due, to be scheduled once it has committed.
#[derive(Debug, Default)]
#[must_use = "what is not scheduled waits for the sweep"]
pub struct Woken(Vec<Wish>);

impl From<Vec<Wish>> for Woken {
    fn from(wishes: Vec<Wish>) -> Self {
        Self(wishes)
    }
}

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

    /// A message was posted: all members but its author may want to know.
    pub async fn message_posted(
        &self,
        work: &UnitOfWork,
        conversation: Uuid,
        (seq, author): (i64, Uuid),
    ) -> Result<Woken, DbErr> {
        if self.wishes.is_none() {
            return Ok(Woken::default());
        }
        let notifications = work.notifications();
        let mut woken = notifications.want(conversation, seq, author, self.after).await?;
        woken.extend(notifications.touch(author, conversation, self.soon()).await?);
        Ok(Woken(woken))
    }

    /// Somebody has read, muted or left: what stands in Telegram may be wrong.
    pub async fn changed_for(
        &self,
        work: &UnitOfWork,
        user: Uuid,
        conversation: Uuid,
    ) -> Result<Woken, DbErr> {
        if self.wishes.is_none() {
            return Ok(Woken::default());
        }
        Ok(Woken(work.notifications().touch(user, conversation, self.soon()).await?))
    }

    /// Somebody wants notices to be otherwise.
    pub async fn all_changed_for(&self, work: &UnitOfWork, user: Uuid) -> Result<Woken, DbErr> {
        if self.wishes.is_none() {
            return Ok(Woken::default());
        }
        Ok(Woken(work.notifications().touch_all(user, self.soon()).await?))
    }

    /// The way to somebody is open again, after it was not.
    pub async fn reachable_again(&self, work: &UnitOfWork, user: Uuid) -> Result<Woken, DbErr> {
        if self.wishes.is_none() {
            return Ok(Woken::default());
        }
        let notifications = work.notifications();
        let mut woken = notifications.want_all(user, self.soon()).await?;
        // What was read meanwhile may stand there still.
        woken.extend(notifications.touch_all(user, self.soon()).await?);
        Ok(Woken(woken))
    }

    /// After the commit. Never waits.
    pub fn schedule(&self, woken: Woken) {
        let Some(wishes) = &self.wishes else { return };
        for wish in woken.0 {
            if wishes.try_send(wish).is_err() {
                tracing::warn!("too many notifications at once; the sweep finds the others");
                return;
            }
        }
    }

    pub(super) fn schedule_one(&self, job: Job, rest: Duration) {
        self.schedule(vec![(job, rest)].into());
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
