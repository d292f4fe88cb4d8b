//! How the words of messages are stored, in the transaction that stores the messages.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use serde::Serialize;
use uuid::Uuid;

use super::document::{Found, Words, document};
use crate::{
    file::File,
    message::Message,
    store::{Connected, Text, sql},
};

/// Parts of the statement that stores what was sent, about the rows that are `given`
/// there. PostgreSQL puts them into one; SQLite takes one after the other. Words that no
/// message has any more, as something else than Natter may have left them, are no reason
/// to refuse a message, nor is a number that is taken.
pub(crate) const SENT_IN_POSTGRES: &[&str] = &["
    INSERT INTO message_words (conversation_id, seq, at, text_version, words)
    SELECT conversation_id, seq, created_at, 0, CAST(words AS tsvector) FROM given
    ON CONFLICT (conversation_id, seq) DO UPDATE
    SET at = excluded.at, text_version = 0, words = excluded.words"];

pub(crate) const SENT_IN_SQLITE: &[&str] = &[
    "
    INSERT INTO message_words (id, conversation_id, seq, text_version)
    SELECT max(created_at / 1000 * 1024, COALESCE((SELECT max(w.id) FROM message_words AS w
                   WHERE w.id < (created_at / 1000 + 1) * 1024), 0) + 1)
               + row_number() OVER (PARTITION BY created_at / 1000 ORDER BY place) - 1,
           conversation_id, seq, 0 FROM given WHERE TRUE
    ON CONFLICT (conversation_id, seq) DO UPDATE SET text_version = 0
    ON CONFLICT DO NOTHING",
    "
    INSERT OR REPLACE INTO message_index (rowid, words)
    SELECT w.id, given.words FROM given JOIN message_words AS w
        ON w.conversation_id = given.conversation_id AND w.seq = given.seq ORDER BY w.id",
];

/// A message that is found by these words from now on, unless it has got newer ones.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    conversation_id: Uuid,
    seq: i64,
    at: i64,
    text_version: i64,
    words: String,
}

/// What is to be known of a message beside its text.
#[derive(Debug)]
pub(super) struct Said {
    pub conversation_id: Uuid,
    pub seq: i64,
    pub author_id: Uuid,
    pub created_at: i64,
    pub text_version: Option<i64>,
    pub is_deleted: bool,
    pub files: Vec<File>,
}

impl Said {
    fn of(message: &Message) -> Self {
        Self {
            conversation_id: message.conversation_id,
            seq: message.seq,
            author_id: message.author_id,
            created_at: message.created_at,
            text_version: message.text_version,
            is_deleted: message.is_deleted(),
            files: message.files.clone(),
        }
    }
}

impl Row {
    /// Of a message with the words of its text; of one that was deleted there are none.
    pub(super) fn new(backend: DbBackend, said: &Said, words: &Words) -> Self {
        let found = Found {
            conversation: said.conversation_id,
            author: said.author_id,
            at: said.created_at,
            files: &said.files,
        };
        let words = if said.is_deleted { String::new() } else { document(backend, words, found) };
        Self {
            conversation_id: said.conversation_id,
            seq: said.seq,
            at: said.created_at,
            text_version: said.text_version.unwrap_or(0),
            words,
        }
    }

    /// Whether it is in one of these conversations.
    pub(super) fn is_in(&self, conversations: &[Uuid]) -> bool {
        conversations.contains(&self.conversation_id)
    }
}

static PUT: Text = Text::new(|backend| match backend {
    DbBackend::Postgres => format!("{GIVEN_IN_POSTGRES}\n{PUT_IN_POSTGRES}"),
    _ => PUT_IN_SQLITE.map(|part| format!("{GIVEN_IN_SQLITE}\n{part}")).join(";\n"),
});

const GIVEN_IN_POSTGRES: &str = "
    WITH given AS MATERIALIZED (
        SELECT * FROM json_to_recordset(CAST($1 AS json)) AS rows(
            conversation_id uuid, seq bigint, at bigint, text_version bigint, words text)
        WHERE seq BETWEEN 0 AND 9000000000000000000)";

const PUT_IN_POSTGRES: &str = "
    INSERT INTO message_words AS known (conversation_id, seq, at, text_version, words)
    SELECT conversation_id, seq, at, text_version, CAST(words AS tsvector) FROM given
    ORDER BY conversation_id, seq
    ON CONFLICT (conversation_id, seq) DO UPDATE
    SET text_version = excluded.text_version, words = excluded.words
    WHERE known.text_version < excluded.text_version";

const GIVEN_IN_SQLITE: &str = "
    WITH given AS MATERIALIZED (
        SELECT unhex(value ->> 'conversation_id', '-') AS conversation_id, value ->> 'seq' AS seq,
               value ->> 'at' AS at, value ->> 'text_version' AS text_version,
               value ->> 'words' AS words
        FROM json_each($1))";

/// The numbers are those of milliseconds, with room for a thousand in each: what goes
/// beyond that is not found, and hinders nobody. What was
/// indexed stands in the table of its sizes.
const PUT_IN_SQLITE: [&str; 3] = [
    "DELETE FROM message_index WHERE rowid IN (
        SELECT w.id FROM given JOIN message_words AS w
            ON w.conversation_id = given.conversation_id AND w.seq = given.seq
        WHERE w.text_version < given.text_version)",
    "INSERT INTO message_words (id, conversation_id, seq, text_version)
     SELECT max(at / 1000 * 1024, COALESCE((SELECT max(w.id) FROM message_words AS w
                    WHERE w.id < (at / 1000 + 1) * 1024), 0) + 1)
                + row_number() OVER (PARTITION BY at / 1000 ORDER BY conversation_id, seq) - 1,
            conversation_id, seq, text_version FROM given WHERE TRUE
     ON CONFLICT (conversation_id, seq) DO UPDATE SET text_version = excluded.text_version
     WHERE text_version < excluded.text_version
     ON CONFLICT DO NOTHING",
    "INSERT INTO message_index (rowid, words)
     SELECT w.id, given.words FROM given JOIN message_words AS w
         ON w.conversation_id = given.conversation_id AND w.seq = given.seq
     WHERE w.text_version = given.text_version
       AND NOT EXISTS (SELECT 1 FROM message_index_docsize AS known WHERE known.id = w.id)
     ORDER BY w.id",
];

/// Takes the words of a whole conversation away.
const FORGOTTEN: &str = "DELETE FROM message_words WHERE conversation_id = $1";
const FORGOTTEN_IN_SQLITE: &str = "DELETE FROM message_index WHERE rowid IN (
    SELECT id FROM message_words WHERE conversation_id = $1)";

/// What writes words.
pub struct WordsRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> WordsRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// Where there is only a connection.
    pub fn over(connection: &'c C) -> Self {
        Self { connection }
    }

    /// The message has these words from now on.
    pub async fn put(&self, message: &Message, words: &Words) -> Result<(), DbErr> {
        let backend = self.connection.get_database_backend();
        self.put_all(&[Row::new(backend, &Said::of(message), words)]).await
    }

    /// Whoever has newer ones keeps them.
    pub(super) async fn put_all(&self, rows: &[Row]) -> Result<(), DbErr> {
        if rows.is_empty() {
            return Ok(());
        }
        let rows = serde_json::to_string(rows).map_err(|error| DbErr::Json(error.to_string()))?;
        let statement = PUT.with(self.connection, [rows.into()]);
        self.connection.execute_raw(statement).await.map(drop)
    }

    /// Nothing of this conversation, which is deleted, is found any more. With it has gone
    /// what is still to be looked through of it, so nobody adds words after that.
    pub async fn forget(&self, conversation: Uuid) -> Result<(), DbErr> {
        let is_sqlite = self.connection.get_database_backend() == DbBackend::Sqlite;
        let first = is_sqlite.then_some(FORGOTTEN_IN_SQLITE);
        for text in first.into_iter().chain([FORGOTTEN]) {
            let statement = sql(self.connection, text, [conversation.into()]);
            self.connection.execute_raw(statement).await?;
        }
        Ok(())
    }
}
