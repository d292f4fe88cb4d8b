//! One claimed row: what is asked of Telegram for it, and what came of that.

use std::time::Duration;

use sea_orm::DbErr;
use uuid::Uuid;

use super::{Notifier, notice::Notice};
use crate::{
    bot::{Refusal, Sound, Text},
    error::RetryAfter,
    file::picture,
    language::{Language, Words},
    link::Delivery,
    notification::{
        Action, CLAIM, Claimed, Decision, Job, Recipient, Settled, Unread, can_be_deleted,
    },
};

/// What Telegram does not take is tried again so often, then parked.
pub(super) const MOST_ATTEMPTS: i32 = 8;
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// When a notice that could not be deleted is tried again.
const DELETED_LATER: Duration = Duration::from_secs(60);
/// So many times later than the chat's next turn a row may come back.
const MOST_SPREAD: f64 = 4.0;
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// What came of a row, to be stored.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub settled: Settled,
    pub chat: i64,
    /// When it was looked up what a notice says: what is deleted later is in it.
    pub looked_at: i64,
    /// Nothing when Telegram was not asked, or has asked to wait.
    pub delivery: Option<Delivery>,
    /// A notice that was sent just now.
    pub sent: Option<i64>,
    /// The message that the notice is about, if about one alone.
    pub only_seq: Option<i64>,
}

/// One claimed row on its way to Telegram.
pub(super) struct Task<'t> {
    pub notifier: &'t Notifier,
    pub job: Job,
    pub claim: Uuid,
    pub row: &'t Claimed,
    pub recipient: &'t Recipient,
    pub unread: &'t [Unread],
}

impl Task<'_> {
    /// Does what was decided, unless it is not right any more.
    pub async fn carry_out(&self, decision: Decision) -> Result<Done, DbErr> {
        let Decision { action, again_in } = decision;
        if action == Action::Nothing {
            return Ok(self.done(Settled { again_in, ..self.as_it_is() }));
        }
        let notice = self.notice(action).await?;
        if self.stands(action, &notice) {
            let settled = Settled { told_seq: notice.told_seq, again_in, ..self.as_it_is() };
            return Ok(self.done(settled));
        }
        if let Some(done) = self.wait_for_turn().await {
            return Ok(done);
        }
        let notice = self.with_jpeg(action, notice).await;
        // Else somebody has read, written or muted meanwhile: look again.
        if !self.notifier.keep(self.job, self.claim, self.row.generation).await? {
            return Ok(self.done(self.given_back(Duration::ZERO)));
        }
        let only_seq = notice.only_seq;
        let outcome = self.ask(action, notice).await;
        let delivery = Delivery::of(&outcome);
        let settled = match outcome {
            Ok(done) => Settled { again_in: done.again_in.or(again_in), ..done },
            Err(refusal) => self.after(refusal),
        };
        let sent = settled.message_id.filter(|id| self.row.message_id != Some(*id));
        Ok(Done { delivery, sent, only_seq, ..self.done(settled) })
    }

    async fn ask(&self, action: Action, notice: Notice) -> Result<Settled, Refusal> {
        match action {
            Action::Nothing => Ok(self.as_it_is()),
            Action::Send { instead_of } => self.send(notice, instead_of, Sound::Rings).await,
            Action::Add { message } | Action::PutRight { message } => {
                self.edit(notice, message).await
            }
            Action::TakeBack { message } => self.take_back(message).await,
            Action::Blank { message } => self.blank(message).await,
            Action::Withdraw { message } => self.replace(message, "message-deleted").await,
        }
    }

    /// None when Telegram may be asked at once.
    async fn wait_for_turn(&self) -> Option<Done> {
        let wait = tokio::select! {
            turn = self.notifier.telegram.turn(self.recipient.chat_id) => turn.err(),
            // Nothing was asked yet: another process may, or this one again.
            () = self.notifier.stopping.cancelled() => Some(RetryAfter(Duration::ZERO)),
        };
        let RetryAfter(rest) = wait?;
        // Spread, or all rows of one chat would come back for the same turn.
        let rest = rest.mul_f64(1.0 + MOST_SPREAD * rand::random::<f64>());
        Some(self.done(self.given_back(rest)))
    }

    /// As it was found, to be looked at again.
    fn given_back(&self, rest: Duration) -> Settled {
        Settled { again_in: Some(rest), ..Settled::unchanged(self.row) }
    }

    /// Deletes what stands there beside the notice that has taken its place;
    /// whoever sent that one did not get so far. None when it is gone.
    pub async fn delete_replaced(&self, message: i64) -> Result<Option<Done>, DbErr> {
        if !self.notifier.keep(self.job, self.claim, self.row.generation).await? {
            return Ok(Some(self.done(self.given_back(Duration::ZERO))));
        }
        let deleted = self.notifier.delete(self.recipient.chat_id, message).await;
        let settled = self.given_back(DELETED_LATER);
        Ok(deleted
            .is_err()
            .then(|| Done { delivery: Delivery::of(&deleted), ..self.done(settled) }))
    }

    /// What came of it; whoever has asked Telegram says what else.
    fn done(&self, settled: Settled) -> Done {
        let Recipient { chat_id: chat, now: looked_at, .. } = *self.recipient;
        Done { settled, chat, looked_at, ..Done::default() }
    }

    /// A notice about nothing is left to itself, unless it was answered: what it
    /// says may be deleted.
    fn as_it_is(&self) -> Settled {
        let stands = !self.unread.is_empty() || self.row.answered;
        Settled {
            message_id: self.row.message_id.filter(|_| stands),
            shown_hash: self.row.shown_hash.clone().filter(|_| stands),
            picture_id: self.row.picture_id.filter(|_| stands),
            attempts: 0,
            ..Settled::unchanged(self.row)
        }
    }

    /// Whether the notice says this already.
    fn stands(&self, action: Action, notice: &Notice) -> bool {
        matches!(action, Action::Add { .. } | Action::PutRight { .. })
            && self.row.shown_hash.as_ref() == Some(&notice.hash())
    }

    /// Should the process die before it has deleted what is replaced, the row
    /// says so and is looked at again.
    async fn send(
        &self,
        notice: Notice,
        instead_of: Option<i64>,
        sound: Sound,
    ) -> Result<Settled, Refusal> {
        let (message, notice) = self.send_either(notice, sound).await?;
        let instead_of = match instead_of {
            Some(old) if !can_be_deleted(self.row, self.recipient.now) => {
                let _ = self.say_just(old, "notice-replaced").await;
                None
            }
            instead_of => instead_of,
        };
        Ok(Settled {
            told_seq: notice.told_seq,
            message_id: Some(message),
            shown_hash: Some(notice.hash()),
            picture_id: notice.picture.map(|picture| picture.id),
            message_sent_at: Some(self.recipient.now),
            replaced_message_id: instead_of,
            again_in: instead_of.map(|_| CLAIM),
            ..Settled::default()
        })
    }

    /// With its picture, or in words where Telegram says for sure that it does not take
    /// that. What is not known stays so: it is not sent twice for the picture's sake.
    async fn send_either(&self, notice: Notice, sound: Sound) -> Result<(i64, Notice), Refusal> {
        let (telegram, chat) = (&self.notifier.telegram, self.recipient.chat_id);
        if let Some(jpeg) = notice.jpeg.clone() {
            match telegram.send_picture_now(chat, &notice.caption, jpeg).await {
                Err(Refusal::Refused) => {}
                sent => return Ok((sent?, notice)),
            }
        }
        let message = telegram.send_now(chat, &notice.text, sound).await?;
        Ok((message, notice.without_picture()))
    }

    async fn edit(&self, notice: Notice, message: i64) -> Result<Settled, Refusal> {
        let (telegram, chat) = (&self.notifier.telegram, self.recipient.chat_id);
        let told_seq = notice.told_seq;
        let picture = notice.picture.as_ref().map(|picture| picture.id);
        let edited = match self.row.picture_id {
            None => telegram.edit_now(chat, message, &notice.text).await,
            shown if shown == picture => {
                telegram.edit_caption_now(chat, message, &notice.caption).await
            }
            // Words cannot take the place of a picture, but those of a new notice.
            Some(_) if can_be_deleted(self.row, self.recipient.now) => {
                return self.send(notice, Some(message), Sound::Silent).await;
            }
            Some(_) => self.take_picture_away(message, &notice.caption).await,
        };
        match edited {
            Ok(()) | Err(Refusal::NotModified) => {
                let (message_id, shown_hash) = (Some(message), Some(notice.hash()));
                // What stands there stays a picture.
                let picture_id = self.row.picture_id.map(|_| picture.unwrap_or_default());
                Ok(Settled { told_seq, message_id, shown_hash, picture_id, ..self.as_it_is() })
            }
            // The person has deleted it: what is new is told anew.
            Err(Refusal::NothingToChange | Refusal::Refused) if told_seq > self.row.told_seq => {
                self.send(notice, Some(message), Sound::Rings).await
            }
            Err(Refusal::NothingToChange) => Ok(Settled { told_seq, ..Settled::default() }),
            Err(refusal) => Err(refusal),
        }
    }

    async fn take_back(&self, message: i64) -> Result<Settled, Refusal> {
        match self.notifier.telegram.delete_now(self.recipient.chat_id, message).await {
            Ok(()) | Err(Refusal::NothingToChange | Refusal::Refused) => Ok(self.gone()),
            Err(refusal) => Err(refusal),
        }
    }

    async fn blank(&self, message: i64) -> Result<Settled, Refusal> {
        let is_read = self.recipient.last_read_seq.is_none_or(|read| read >= self.row.told_seq);
        self.replace(message, if is_read { "notice-read" } else { "message-deleted" }).await
    }

    /// It says just this from now on, whatever comes.
    async fn replace(&self, message: i64, sentence: &'static str) -> Result<Settled, Refusal> {
        match self.say_just(message, sentence).await {
            Ok(()) | Err(Refusal::NotModified | Refusal::NothingToChange) => Ok(self.gone()),
            Err(refusal) => Err(refusal),
        }
    }

    /// What the row speaks of shows this sentence and nothing else.
    async fn say_just(&self, message: i64, sentence: &'static str) -> Result<(), Refusal> {
        let text = Text::plain(self.words().say(sentence));
        match self.row.picture_id {
            Some(_) => self.take_picture_away(message, &text).await,
            None => self.notifier.telegram.edit_now(self.recipient.chat_id, message, &text).await,
        }
    }

    /// Only a picture can take its place: one that shows nothing.
    async fn take_picture_away(&self, message: i64, caption: &Text) -> Result<(), Refusal> {
        let blank = picture::blank().map_err(|_| Refusal::Refused)?;
        let (telegram, chat) = (&self.notifier.telegram, self.recipient.chat_id);
        telegram.replace_picture_now(chat, message, caption, blank).await
    }

    fn gone(&self) -> Settled {
        Settled { told_seq: self.row.told_seq, ..Settled::default() }
    }

    /// What to do about a refusal.
    fn after(&self, refusal: Refusal) -> Settled {
        let before = Settled { shown_hash: None, ..Settled::unchanged(self.row) };
        let attempts = self.row.attempts + 1;
        tracing::warn!(%refusal, attempts, conversation = %self.job.conversation, "a notice did not get there");
        match refusal {
            // Asked to wait is not failed.
            Refusal::TooMany(rest) => Settled { again_in: Some(rest), ..before },
            Refusal::ChatClosed => before,
            Refusal::Refused | Refusal::NotModified | Refusal::NothingToChange => {
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

    pub fn words(&self) -> Words {
        let tag = self.recipient.language.as_deref();
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
