//! What is to stand in Telegram for a claimed row.

use std::time::Duration;

use sea_orm::DbErr;
use tokio::time::timeout;

use super::{
    notice_words::{self, About},
    task::Task,
};
use crate::{
    bot::Text,
    file::{File, Kind},
    message::{MessageRepository, Quote},
    notification::{Action, NoticeContent, Unread},
};

/// How long a notice waits for the picture that goes along. A build that is not optimised
/// takes more than ten times as long to make one.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 2 });

/// The words, and up to which message they tell.
pub(super) struct Notice {
    pub text: Text,
    /// The same words below a picture, as far as there is room.
    pub caption: Text,
    /// What the picture is of that stands there or goes along.
    pub picture: Option<File>,
    /// It goes along.
    pub jpeg: Option<Vec<u8>>,
    pub told_seq: i64,
    /// The one message in it.
    pub only_seq: Option<i64>,
}

impl Notice {
    /// Two with the same hash look alike.
    pub fn hash(&self) -> String {
        match &self.picture {
            Some(picture) => format!("{} {}", picture.id, self.caption.hash()),
            None => self.text.hash(),
        }
    }

    /// In words alone.
    pub fn without_picture(self) -> Self {
        Self { picture: None, jpeg: None, ..self }
    }
}

impl Task<'_> {
    /// About no message where a notice is to go.
    pub async fn notice(&self, action: Action) -> Result<Notice, DbErr> {
        let unread = match action {
            Action::Send { .. } | Action::Add { .. } => self.unread,
            Action::PutRight { .. } => self.row.told_of(self.unread),
            Action::Nothing
            | Action::TakeBack { .. }
            | Action::Blank { .. }
            | Action::Withdraw { .. } => &[],
        };
        let quote = self.quote(unread).await?;
        let title = self.recipient.title.as_deref();
        let conversation = self.job.conversation;
        let about = About { conversation, unread, quote, title, is_caption: false };
        let said = |about: &About<'_>| {
            let public_url = &self.notifier.public_url;
            notice_words::notice(about, self.content(), public_url, self.words())
        };
        let (text, caption) = (said(&about), said(&About { is_caption: true, ..about }));
        let picture = self.picture(action, unread).cloned();
        // What was told once is no news again, also when it is deleted.
        let newest = unread.last().map_or(0, |newest| newest.seq);
        let told_seq = newest.max(self.row.told_seq);
        let only_seq = (unread.len() == 1).then_some(newest);
        Ok(Notice { text, caption, picture, jpeg: None, told_seq, only_seq })
    }

    /// Of the newest message that has one its first picture. What stands there gets
    /// none, and keeps its own as long as that is shown. What did not get there is
    /// tried again without: it may be too much for the way.
    fn picture<'u>(&self, action: Action, unread: &'u [Unread]) -> Option<&'u File> {
        if !self.recipient.notice_pictures || self.content() != NoticeContent::Text {
            return None;
        }
        let first = |one: &'u Unread| one.files.iter().find(|file| file.kind == Kind::Picture);
        let mut pictures = unread.iter().rev().filter_map(first);
        match action {
            Action::Send { .. } => pictures.next().filter(|_| self.row.attempts == 0),
            _ => pictures.find(|picture| Some(picture.id) == self.row.picture_id),
        }
    }

    /// With the bytes of its picture, if that goes along and the recipient may see it.
    /// Nobody waits long for it: a notice goes without.
    pub async fn with_jpeg(&self, action: Action, notice: Notice) -> Notice {
        let Some(picture) = notice.picture.as_ref().filter(|_| is_new(action)) else {
            return notice;
        };
        let loading = self.notifier.files.small_jpeg(self.job.user, picture);
        match timeout(PATIENCE, loading).await {
            Ok(Ok(jpeg)) => Notice { jpeg: Some(jpeg), ..notice },
            Ok(Err(error)) => {
                tracing::debug!(%error, "a notice goes without its picture");
                notice.without_picture()
            }
            Err(_) => {
                tracing::debug!("a notice does not wait for its picture");
                notice.without_picture()
            }
        }
    }

    /// What a message that stands alone answers, if the recipient may see that.
    async fn quote(&self, unread: &[Unread]) -> Result<Option<Quote>, DbErr> {
        let [Unread { reply_to: Some(seq), .. }] = unread else { return Ok(None) };
        if self.content() != NoticeContent::Text {
            return Ok(None);
        }
        let messages = MessageRepository::of(&self.notifier.database, self.job.conversation);
        let answered = messages.visible(self.job.user, *seq).await?;
        Ok(answered.filter(|message| !message.is_deleted()).map(|message| message.quoted()))
    }

    fn content(&self) -> NoticeContent {
        NoticeContent::parse(&self.recipient.notice_content).unwrap_or(NoticeContent::Sender)
    }
}

fn is_new(action: Action) -> bool {
    matches!(action, Action::Send { .. })
}
