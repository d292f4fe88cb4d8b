//! Every query that sending needs: three statements, whatever the number of
//! messages and of their conversations.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult};
use serde::Serialize;
use uuid::Uuid;

use super::{
    numbering::{Found, Last, Pointer},
    rows::{ASKED, Asked, Columns, Holds, SENT, Sent, WANTED, Wanted},
};
use crate::{
    message::Quote,
    store::{Connected, sql},
};

/// Locks conversations in the order of their ids. Who had to wait for one is told
/// how it is after that; of all else a statement sees what was there when it
/// began, so all else is looked at by the next.
const LOCK: &str = "
    SELECT c.id AS id, c.last_seq AS last_seq, c.version AS version FROM conversations AS c
    WHERE c.id IN (SELECT conversation_id FROM given) ORDER BY c.id {lock}";

/// The pointers of the authors, which move on their own, stay locked, too.
const LOOK: &str = "
    , me AS MATERIALIZED (
        SELECT m.conversation_id, m.user_id, m.first_seq, m.last_read_seq, m.unread_from
        FROM members AS m
        WHERE (m.conversation_id, m.user_id) IN (SELECT conversation_id, author_id FROM given)
        ORDER BY m.conversation_id, m.user_id {lock})
    SELECT (SELECT {now}) AS at, me.last_read_seq AS last_read_seq, me.unread_from AS unread_from,
           earlier.seq AS earlier_seq, before.author_id AS before_author,
           before.created_at AS before_at, quoted.seq AS quoted_seq,
           quoted.version AS quoted_version, quoted.body AS quoted_body,
           quoted.format AS quoted_format, quoted.deleted_at AS quoted_deleted_at,
           quoted_author.display_name AS quoted_display_name
    FROM given
    LEFT JOIN me ON me.conversation_id = given.conversation_id AND me.user_id = given.author_id
    LEFT JOIN messages AS earlier ON earlier.conversation_id = given.conversation_id
         AND earlier.author_id = given.author_id AND earlier.nonce = given.nonce
    LEFT JOIN messages AS before ON before.conversation_id = given.conversation_id
         AND before.seq = given.last_seq
    LEFT JOIN messages AS quoted ON quoted.conversation_id = given.conversation_id
         AND quoted.seq = given.reply_to AND quoted.seq >= me.first_seq
         AND quoted.deleted_at IS NULL
         AND (SELECT count(*) FROM hidden_messages AS h WHERE h.user_id = given.author_id
                AND h.conversation_id = given.conversation_id AND h.seq = given.reply_to) = 0
    LEFT JOIN users AS quoted_author ON quoted_author.id = quoted.author_id
    ORDER BY given.place";

/// What is written, table by table.
const WRITE: [&str; 4] = [
    "UPDATE conversations AS c
     SET last_seq = given.seq, version = given.version, last_message_at = given.created_at
     FROM given WHERE c.id = given.conversation_id AND given.is_last",
    "UPDATE members AS m
     SET last_read_seq = given.last_read_seq, unread_from = given.unread_from
     FROM given WHERE m.conversation_id = given.conversation_id AND m.user_id = given.author_id
       AND given.is_authors_last",
    // Another text stays: another page may have begun it.
    "DELETE FROM drafts WHERE (user_id, conversation_id, body) IN (
         SELECT author_id, conversation_id, draft FROM given WHERE draft IS NOT NULL)",
    "INSERT INTO messages
         (conversation_id, seq, version, author_id, nonce, body, created_at, format,
          attempt_hash, reply_to, forwarded_from, continues)
     SELECT conversation_id, seq, version, author_id, nonce, body, created_at, format,
            attempt_hash, reply_to, forwarded_from, continues
     FROM given ORDER BY place",
];

pub(super) struct SendingRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> SendingRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// Locks these conversations until the transaction ends.
    pub async fn lock(&self, conversations: BTreeSet<Uuid>) -> Result<Vec<Last>, DbErr> {
        let wanted = conversations.into_iter().enumerate();
        let wanted: Vec<Wanted> =
            wanted.map(|(place, conversation_id)| Wanted { place, conversation_id }).collect();
        let rows = self.query(&self.with(WANTED, LOCK), &wanted).await?;
        rows.iter().map(|row| Last::from_query_result(row, "")).collect()
    }

    /// What is found about each of them, in their order.
    pub async fn look(&self, asked: &[Asked<'_>]) -> Result<Vec<Found>, DbErr> {
        let rows = self.query(&self.with(ASKED, LOOK), asked).await?;
        rows.iter().map(|row| Found::from_query_result(row, "")).collect()
    }

    /// Stores messages with all that follows from them, and gives back the rows of
    /// `also`: a statement that reads them as `given`.
    pub async fn write(
        &self,
        sent: &[Sent<'_>],
        also: Option<&str>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let parts: Vec<&str> = WRITE.into_iter().chain(also).collect();
        self.query(&self.together(&parts), sent).await
    }

    /// One statement of several that write: PostgreSQL has them in one, SQLite
    /// takes one after the other.
    fn together(&self, parts: &[&str]) -> String {
        if self.backend() == DbBackend::Sqlite {
            let parts: Vec<String> = parts.iter().map(|part| self.with(SENT, part)).collect();
            return parts.join(";\n");
        }
        let [before @ .., last] = parts else { return String::new() };
        let before = before.iter().zip(1..).map(|(part, n)| format!(", part_{n} AS ({part})\n"));
        self.with(SENT, &(before.collect::<String>() + last))
    }

    /// A statement about the rows that are `given`. Of rows from JSON PostgreSQL
    /// expects a hundred, and would rather read a table whole than look for each;
    /// of those in a range it expects one.
    fn with(&self, columns: Columns, text: &str) -> String {
        let columns = std::iter::once(&("place", Holds::Number)).chain(columns);
        let rows = match self.backend() {
            DbBackend::Sqlite => {
                let columns: Vec<String> =
                    columns.map(|(name, holds)| holds.of_json(name)).collect();
                format!("SELECT {} FROM json_each($1)", columns.join(", "))
            }
            _ => {
                let columns: Vec<String> =
                    columns.map(|(name, holds)| format!("{name} {}", holds.name())).collect();
                format!(
                    "SELECT * FROM json_to_recordset(CAST($1 AS json)) AS rows({})
                     WHERE place BETWEEN 0 AND 1000000",
                    columns.join(", ")
                )
            }
        };
        format!("WITH given AS MATERIALIZED ({rows})\n{text}")
    }

    /// Each with its rows, as SQLite takes them.
    #[cfg(test)]
    pub fn statements(&self) -> Vec<String> {
        let read = [self.with(WANTED, LOCK), self.with(ASKED, LOOK)];
        let write = WRITE.iter().map(|part| self.with(SENT, part));
        read.into_iter().chain(write).map(|text| text.replace("{lock}", "")).collect()
    }

    async fn query<R: Serialize>(&self, text: &str, rows: &[R]) -> Result<Vec<QueryResult>, DbErr> {
        let lock = if self.backend() == DbBackend::Sqlite { "" } else { "FOR NO KEY UPDATE" };
        let rows = serde_json::to_string(rows).map_err(|error| DbErr::Json(error.to_string()))?;
        let statement = sql(self.connection, &text.replace("{lock}", lock), [rows.into()]);
        self.connection.query_all_raw(statement).await
    }

    fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }
}

impl FromQueryResult for Found {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let last_read_seq: Option<i64> = row.try_get(prefix, "last_read_seq")?;
        let unread_from = row.try_get(prefix, "unread_from")?;
        let earlier: Option<i64> = row.try_get(prefix, "earlier_seq")?;
        let author: Option<Uuid> = row.try_get(prefix, "before_author")?;
        let at: Option<i64> = row.try_get(prefix, "before_at")?;
        Ok(Self {
            at: row.try_get(prefix, "at")?,
            pointer: last_read_seq.map(|last_read_seq| Pointer { last_read_seq, unread_from }),
            is_repeat: earlier.is_some(),
            before: author.zip(at),
            quote: Quote::of(row, prefix)?,
        })
    }
}
