//! What is to stand in Telegram for a claimed row.

use sea_orm::DbErr;

use super::{
    notice_words::{self, About},
    task::Task,
};
use crate::{
    bot::Text,
    message::{MessageRepository, Quote},
    notification::{Action, NoticeContent, Unread},
};

/// The words, and up to which message they tell.
pub(super) struct Notice {
    pub text: Text,
    pub hash: String,
    pub told_seq: i64,
    /// The one message in it.
    pub only_seq: Option<i64>,
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
        let about = About { conversation: self.job.conversation, unread, quote, title };
        let public_url = &self.notifier.public_url;
        let text = notice_words::notice(&about, self.content(), public_url, self.words());
        // What was told once is no news again, also when it is deleted.
        let newest = unread.last().map_or(0, |newest| newest.seq);
        let told_seq = newest.max(self.row.told_seq);
        let only_seq = (unread.len() == 1).then_some(newest);
        Ok(Notice { hash: text.hash(), told_seq, only_seq, text })
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
