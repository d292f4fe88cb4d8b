//! The rows that are given to the statements of sending.
//!
//! They go to the database as one parameter, as JSON, so a statement has the same
//! text for one row and for a hundred, and is prepared once.

use serde::Serialize;
use uuid::Uuid;

/// A conversation that is to be locked, and how far an author in it has read.
#[derive(Debug, Serialize)]
pub(super) struct Wanted {
    pub place: usize,
    pub conversation_id: Uuid,
    pub author_id: Uuid,
}

pub(super) const WANTED: Columns = &[("conversation_id", Holds::Uuid), ("author_id", Holds::Uuid)];

/// What is asked about a send; `place` is its place in the batch.
#[derive(Debug, Serialize)]
pub(super) struct Asked<'s> {
    pub place: usize,
    pub conversation_id: Uuid,
    pub author_id: Uuid,
    pub nonce: &'s str,
    pub reply_to: Option<i64>,
}

pub(super) const ASKED: Columns = &[
    ("conversation_id", Holds::Uuid),
    ("author_id", Holds::Uuid),
    ("nonce", Holds::Text),
    ("reply_to", Holds::Number),
];

/// A message to be stored, and what its author has read then.
#[derive(Debug, Serialize)]
pub(super) struct Sent<'s> {
    pub place: usize,
    pub conversation_id: Uuid,
    pub seq: i64,
    pub version: i64,
    pub author_id: Uuid,
    pub nonce: &'s str,
    pub body: &'s str,
    pub format: &'static str,
    pub attempt_hash: String,
    pub reply_to: Option<i64>,
    pub forwarded_from: Option<Uuid>,
    pub continues: bool,
    pub mentions: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<String>,
    pub created_at: i64,
    /// What it is found by, as this database has it.
    pub words: String,
    /// What its author had begun to write and has sent with it.
    pub draft: Option<&'s str>,
    pub last_read_seq: i64,
    pub unread_from: Option<i64>,
    /// Of the batch, in its conversation.
    pub is_last: bool,
    /// The same of its author.
    pub is_authors_last: bool,
    /// How far the author had read, where nothing is locked.
    #[serde(flatten)]
    pub was: Option<Was>,
}

/// How far an author had read when that was looked at.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Was {
    pub was_read_seq: i64,
    pub was_unread_from: Option<i64>,
}

pub(super) const WAS: Columns =
    &[("was_read_seq", Holds::Number), ("was_unread_from", Holds::Number)];

pub(super) const SENT: Columns = &[
    ("conversation_id", Holds::Uuid),
    ("seq", Holds::Number),
    ("version", Holds::Number),
    ("author_id", Holds::Uuid),
    ("nonce", Holds::Text),
    ("body", Holds::Text),
    ("format", Holds::Text),
    ("attempt_hash", Holds::Text),
    ("reply_to", Holds::Number),
    ("forwarded_from", Holds::Uuid),
    ("continues", Holds::Flag),
    ("mentions", Holds::Text),
    ("files", Holds::Text),
    ("created_at", Holds::Number),
    ("words", Holds::Text),
    ("draft", Holds::Text),
    ("last_read_seq", Holds::Number),
    ("unread_from", Holds::Number),
    ("is_last", Holds::Flag),
    ("is_authors_last", Holds::Flag),
];

pub(super) type Columns = &'static [(&'static str, Holds)];

/// What a column of given rows holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds {
    Uuid,
    Number,
    Text,
    Flag,
}

impl Holds {
    /// What PostgreSQL calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::Number => "bigint",
            Self::Text => "text",
            Self::Flag => "boolean",
        }
    }

    /// How SQLite takes it out of an object: ids are stored as bytes.
    pub fn of_json(self, name: &str) -> String {
        match self {
            Self::Uuid => format!("unhex(value ->> '{name}', '-') AS {name}"),
            Self::Number | Self::Text | Self::Flag => format!("value ->> '{name}' AS {name}"),
        }
    }
}
