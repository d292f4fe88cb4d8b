//! Every query about messages. Each names the conversation, as a partitioned
//! store would want it.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{NewMessage, Unread, Window};
use crate::store::{Connected, sql};

/// A message with the names of its author: all that its fragment shows, and
/// what processes tell each other.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, Serialize, Deserialize)]
pub struct Message {
    pub conversation_id: Uuid,
    pub seq: i64,
    pub version: i64,
    pub author_id: Uuid,
    pub author_username: String,
    pub author_display_name: String,
    pub nonce: String,
    pub body: String,
    pub continues: bool,
    /// Microseconds by the database's clock.
    pub created_at: i64,
    pub deleted_at: Option<i64>,
}

/// The numbers that a conversation gives to its next message.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub struct Numbered {
    pub seq: i64,
    pub version: i64,
    pub at: i64,
}

const MESSAGE: &str = "
    SELECT m.conversation_id AS conversation_id, m.seq AS seq, m.version AS version,
           m.author_id AS author_id, u.username AS author_username,
           u.display_name AS author_display_name, m.nonce AS nonce, m.body AS body,
           m.continues AS continues, m.created_at AS created_at, m.deleted_at AS deleted_at
    FROM messages AS m JOIN users AS u ON u.id = m.author_id
    WHERE m.conversation_id = $1";

/// Two messages of one author within this time belong together (five minutes).
pub(crate) const CONTINUES_WITHIN_MICROS: i64 = 5 * 60 * 1_000_000;

pub struct MessageRepository<'c, C> {
    connection: &'c C,
    conversation: Uuid,
}

impl<'c, C: ConnectionTrait> MessageRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>, conversation: Uuid) -> Self {
        Self { connection: at.connection(), conversation }
    }

    /// Takes the next `seq` and `version`. The row stays locked until the
    /// commit, so the order of numbers is the order of commits.
    pub async fn number(&self) -> Result<Numbered, DbErr> {
        let text = "
            UPDATE conversations
            SET last_seq = last_seq + 1, version = version + 1, last_message_at = {now}
            WHERE id = $1
            RETURNING last_seq AS seq, version AS version, last_message_at AS at";
        Numbered::find_by_statement(self.sql(text, []))
            .one(self.connection)
            .await?
            .ok_or_else(|| DbErr::RecordNotFound("the conversation".to_owned()))
    }

    /// Stores a message under its numbers. Returns whether it continues the
    /// one before; none, with nothing stored, when the author has used the
    /// nonce already.
    pub async fn insert(
        &self,
        numbered: Numbered,
        author: Uuid,
        new: &NewMessage,
    ) -> Result<Option<bool>, DbErr> {
        let text = "
            INSERT INTO messages
                (conversation_id, seq, version, author_id, nonce, body, created_at, continues)
            VALUES ($1, $2, $3, $4, $5, $6, $7, EXISTS (
                SELECT 1 FROM messages
                WHERE conversation_id = $1 AND seq = $2 - 1 AND author_id = $4 AND created_at >= $8))
            ON CONFLICT (conversation_id, author_id, nonce) DO NOTHING
            RETURNING continues";
        let values = [
            numbered.seq.into(),
            numbered.version.into(),
            author.into(),
            new.nonce.as_str().into(),
            new.body.as_str().into(),
            numbered.at.into(),
            (numbered.at - CONTINUES_WITHIN_MICROS).into(),
        ];
        let row = self.connection.query_one_raw(self.sql(text, values)).await?;
        row.map(|row| row.try_get("", "continues")).transpose()
    }

    /// What this author sent under this nonce, if anything.
    pub async fn with_nonce(&self, author: Uuid, nonce: &str) -> Result<Option<Message>, DbErr> {
        let text = format!("{MESSAGE} AND m.author_id = $2 AND m.nonce = $3");
        let statement = self.sql(&text, [author.into(), nonce.into()]);
        Message::find_by_statement(statement).one(self.connection).await
    }

    /// The messages of others above `read`, unless there are none. The scan is
    /// as bounded as that of the list, so both show the same number.
    pub async fn unread(&self, reader: Uuid, read: i64) -> Result<Option<Unread>, DbErr> {
        let text = "
            SELECT MIN(seq) AS first, count(*) AS count FROM (
                SELECT seq, author_id, deleted_at FROM messages
                WHERE conversation_id = $1 AND seq > $2
                ORDER BY seq LIMIT 200) AS above
            WHERE author_id <> $3 AND deleted_at IS NULL
            HAVING count(*) > 0";
        let statement = self.sql(text, [read.into(), reader.into()]);
        Unread::find_by_statement(statement).one(self.connection).await
    }

    /// The messages of a window, oldest first.
    pub async fn within(&self, window: Window) -> Result<Vec<Message>, DbErr> {
        let text = format!("{MESSAGE} AND m.seq BETWEEN $2 AND $3 ORDER BY m.seq");
        let statement = self.sql(&text, [window.first.into(), window.last.into()]);
        Message::find_by_statement(statement).all(self.connection).await
    }

    /// What changed after `version`, in the order of the changes.
    pub async fn changed_since(&self, version: i64, limit: u64) -> Result<Vec<Message>, DbErr> {
        let text = format!("{MESSAGE} AND m.version > $2 ORDER BY m.version LIMIT {limit}");
        let statement = self.sql(&text, [version.into()]);
        Message::find_by_statement(statement).all(self.connection).await
    }

    fn sql(&self, text: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        sql(self.connection, text, std::iter::once(self.conversation.into()).chain(values))
    }
}
