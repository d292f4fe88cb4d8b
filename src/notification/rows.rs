//! What the queries of [`NotificationRepository`](super::NotificationRepository)
//! take and give back.

use std::time::Duration;

use sea_orm::{DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::outbox::{Job, Wish};
use crate::{
    file::File,
    message::{By, Format, names_in},
};

/// A row as the worker that has claimed it sees it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Claimed {
    pub told_seq: i64,
    pub generation: i64,
    /// Of the conversation: who posts leaves rows alone that wait already.
    pub last_seq: i64,
    pub attempts: i32,
    /// What stands in Telegram now.
    pub message_id: Option<i64>,
    pub message_sent_at: Option<i64>,
    /// The person has answered it there.
    pub answered: bool,
    /// What stands there in its place and must be deleted.
    pub replaced_message_id: Option<i64>,
    /// Of what it says; none when that is not known.
    pub shown_hash: Option<String>,
    /// The file of which a picture stands there, with what it says below; one that
    /// there is not when that picture was taken away.
    pub picture_id: Option<Uuid>,
}

/// What a row goes by that was claimed: when it is another by then, it must be
/// looked at again.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub generation: i64,
    pub last_seq: i64,
}

impl Claimed {
    pub fn known(&self) -> Known {
        Known { generation: self.generation, last_seq: self.last_seq }
    }

    /// Those of the unread messages that Telegram was told of.
    pub fn told_of<'u>(&self, unread: &'u [Unread]) -> &'u [Unread] {
        let end = unread.partition_point(|one| one.seq <= self.told_seq);
        &unread[..end]
    }
}

/// Whom a notice would go to and what they want.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Recipient {
    pub chat_id: i64,
    pub is_muted: bool,
    /// They are told only of what is meant for them.
    pub only_meant: bool,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub notice_content: String,
    pub notice_pictures: bool,
    pub quiet_from: Option<i16>,
    pub quiet_until: Option<i16>,
    /// None for who is no member any more.
    pub last_read_seq: Option<i64>,
    /// Of the group that it is about.
    pub title: Option<String>,
    /// By the database's clock.
    pub now: i64,
}

/// A message that the recipient has not read.
#[derive(Debug, Clone)]
pub struct Unread {
    pub seq: i64,
    pub body: String,
    pub format: Format,
    pub author: String,
    /// The first of those whom a line names.
    pub named: Vec<By>,
    /// The `seq` of the message that it answers.
    pub reply_to: Option<i64>,
    pub files: Vec<File>,
}

impl FromQueryResult for Unread {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let format: String = row.try_get(prefix, "format")?;
        let named: Option<String> = row.try_get(prefix, "named")?;
        let files: Option<String> = row.try_get(prefix, "files")?;
        Ok(Self {
            seq: row.try_get(prefix, "seq")?,
            body: row.try_get(prefix, "body")?,
            format: Format::parse(&format).unwrap_or_default(),
            author: row.try_get(prefix, "author")?,
            named: names_in(named.as_deref())?,
            reply_to: row.try_get(prefix, "reply_to")?,
            files: File::of_json(files.as_deref()),
        })
    }
}

/// What became of a claimed row.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    pub told_seq: i64,
    pub message_id: Option<i64>,
    pub message_sent_at: Option<i64>,
    pub attempts: i32,
    pub is_parked: bool,
    /// What has yet to be deleted; see [`Claimed`].
    pub replaced_message_id: Option<i64>,
    /// The same.
    pub shown_hash: Option<String>,
    /// The same.
    pub picture_id: Option<Uuid>,
    /// When it must be looked at again, if nothing changes before.
    pub again_in: Option<Duration>,
}

impl Settled {
    /// As it was found.
    pub fn unchanged(row: &Claimed) -> Self {
        Self {
            told_seq: row.told_seq,
            message_id: row.message_id,
            message_sent_at: row.message_sent_at,
            attempts: row.attempts,
            is_parked: false,
            replaced_message_id: row.replaced_message_id,
            shown_hash: row.shown_hash.clone(),
            picture_id: row.picture_id,
            again_in: None,
        }
    }
}

/// How notifications are doing, for whoever runs the server.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Counts {
    /// Rows that will be looked at.
    pub waiting: i64,
    /// How late the oldest of them is, in microseconds.
    pub late: i64,
    /// Rows that were given up until something changes.
    pub parked: i64,
    /// People who have closed their chat to the bot.
    pub blocked: i64,
}

/// What a message in Telegram speaks of.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Covered {
    pub conversation_id: Uuid,
    /// Up to here.
    pub seq: i64,
    /// The one message that it shows; none when there are several.
    pub only_seq: Option<i64>,
}

/// A row as it was given back.
#[derive(Debug, FromQueryResult)]
pub struct Stored {
    rest: Option<i64>,
    /// What has yet to be deleted: not what was answered meanwhile.
    pub replaced_message_id: Option<i64>,
}

impl Stored {
    /// When it must be looked at again.
    pub fn again_in(&self) -> Option<Duration> {
        self.rest.map(|rest| Duration::from_micros(u64::try_from(rest).unwrap_or(0)))
    }
}

/// Which row is to be looked at, and when.
#[derive(FromQueryResult)]
pub struct Due {
    user_id: Uuid,
    conversation_id: Uuid,
    /// None when it is not due; below zero when it is late.
    pub rest: Option<i64>,
}

impl Due {
    pub fn wish(self) -> Wish {
        let rest = self.rest.and_then(|rest| u64::try_from(rest).ok()).unwrap_or(0);
        let rest = Duration::from_micros(rest);
        (Job { user: self.user_id, conversation: self.conversation_id }, rest)
    }
}
