//! How messages take files: those that were uploaded for them, and copies of those of
//! the messages that they pass on.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use super::{File, FileRepository, FileService, MOST_OF_MESSAGE, repository::FILE};
use crate::{
    error::{Error, Result},
    store::{UnitOfWork, uuids},
};

/// A file that was uploaded and not sent yet.
#[derive(Debug, Clone)]
pub struct Unsent {
    pub conversation_id: Uuid,
    pub uploader_id: Uuid,
    pub file: File,
}

/// A file that goes on a message, at its place among others.
#[derive(Debug, Clone, Serialize)]
pub struct Placed {
    pub id: Uuid,
    pub message_seq: i64,
    pub place: i16,
}

/// A file that is to be passed on to another conversation.
#[derive(Debug, Clone, Serialize)]
pub struct Copy {
    /// Of the new one.
    pub id: Uuid,
    pub source_id: Uuid,
    pub conversation_id: Uuid,
    pub nonce: String,
}

/// Holds those of these files that are not sent until this transaction ends, in the
/// order of their ids. It comes after conversations and members, as everything. Who
/// asks compares: a message takes its files only when all of them are there, each
/// in its conversation and uploaded by its author.
pub async fn hold_within(work: &UnitOfWork, ids: &[Uuid]) -> Result<Vec<Unsent>> {
    Ok(FileRepository::of(work).hold(ids).await?)
}

/// Puts files, which are held, on messages of their conversations. An error when one
/// has been sent meanwhile, which holding them prevents.
pub async fn send_within(work: &UnitOfWork, placed: &[Placed]) -> Result<()> {
    let sent = FileRepository::of(work).send(placed).await?;
    if usize::try_from(sent) == Ok(placed.len()) {
        return Ok(());
    }
    Err(Error::Internal("a file was sent that was held".to_owned()))
}

impl FileService {
    /// Makes files of somebody's own of others, on the same objects and not sent yet,
    /// in this transaction, which has locked the conversations of both. A second time
    /// with the same nonces makes nothing. False when there is no room for them.
    pub async fn copy_within(
        &self,
        work: &UnitOfWork,
        uploader: Uuid,
        copies: &[Copy],
    ) -> Result<bool> {
        if copies.is_empty() {
            return Ok(true);
        }
        let files = FileRepository::of(work);
        files.lock_uploader(uploader).await?;
        if files.copy(uploader, copies).await? == 0 {
            return Ok(true);
        }
        let Some(most) = self.limits.per_person else { return Ok(true) };
        let used = files.used_by(uploader).await?;
        Ok(u64::try_from(used).is_ok_and(|used| used <= most))
    }
}

impl<C: ConnectionTrait> FileRepository<'_, C> {
    /// Those of these that are not sent, in the order of their ids, and locks them
    /// until the transaction ends: neither the sweep nor another send takes them.
    async fn hold(&self, ids: &[Uuid]) -> Result<Vec<Unsent>, DbErr> {
        let lock = match self.connection.get_database_backend() {
            DbBackend::Postgres => "FOR NO KEY UPDATE OF f",
            _ => "",
        };
        let text = format!(
            "{FILE} WHERE f.id IN {{uuids $1}} AND f.message_seq IS NULL ORDER BY f.id {lock}"
        );
        let unsent = |row: QueryResult| {
            Ok(Unsent {
                conversation_id: row.try_get("", "conversation_id")?,
                uploader_id: row.try_get("", "uploader_id")?,
                file: File::from_query_result(&row, "")?,
            })
        };
        self.all(&text, [uuids(ids)]).await?.into_iter().map(unsent).collect()
    }

    /// Puts these on messages, and tells how many of them it could: those that are
    /// not sent. With the bound PostgreSQL expects one row of the list and not a
    /// hundred, for which it would go through all that is not sent.
    async fn send(&self, placed: &[Placed]) -> Result<u64, DbErr> {
        let list = match self.connection.get_database_backend() {
            DbBackend::Postgres => {
                "json_to_recordset(CAST($1 AS json))
                     AS list(id uuid, message_seq bigint, place smallint)"
            }
            _ => {
                "(SELECT unhex(value ->> 'id', '-') AS id, value ->> 'message_seq' AS message_seq,
                         value ->> 'place' AS place FROM json_each($1)) AS list"
            }
        };
        let text = format!(
            "UPDATE files SET message_seq = list.message_seq, place = list.place FROM {list}
             WHERE files.id = list.id AND files.message_seq IS NULL
               AND list.place BETWEEN 0 AND {MOST_OF_MESSAGE}"
        );
        self.execute(&text, [json(placed)?]).await
    }

    /// Makes files of this user of others, on the same objects, and tells how many.
    async fn copy(&self, uploader: Uuid, copies: &[Copy]) -> Result<u64, DbErr> {
        let list = match self.connection.get_database_backend() {
            DbBackend::Postgres => {
                // Bounded for the same reason.
                "(SELECT * FROM ROWS FROM (json_to_recordset(CAST($1 AS json))
                          AS (id uuid, source_id uuid, conversation_id uuid, nonce text))
                      WITH ORDINALITY AS list(id, source_id, conversation_id, nonce, number)
                  WHERE number BETWEEN 1 AND 1000000) AS list"
            }
            _ => {
                "(SELECT unhex(value ->> 'id', '-') AS id,
                         unhex(value ->> 'source_id', '-') AS source_id,
                         unhex(value ->> 'conversation_id', '-') AS conversation_id,
                         value ->> 'nonce' AS nonce FROM json_each($1)) AS list"
            }
        };
        let text = format!(
            "INSERT INTO files (id, object_id, conversation_id, uploader_id, nonce, message_seq,
                 place, name, kind, size, width, height, duration_ms, waveform, alt, animated,
                 created_at)
             SELECT list.id, f.object_id, list.conversation_id, $2, list.nonce, NULL, 0, f.name,
                    f.kind, f.size, f.width, f.height, f.duration_ms, f.waveform, f.alt,
                    f.animated, {{now}}
             FROM {list} JOIN files AS f ON f.id = list.source_id WHERE TRUE
             ON CONFLICT (uploader_id, nonce) DO NOTHING"
        );
        self.execute(&text, [json(copies)?, uploader.into()]).await
    }
}

fn json(rows: &[impl Serialize]) -> Result<Value, DbErr> {
    let rows = serde_json::to_string(rows).map_err(|error| DbErr::Json(error.to_string()))?;
    Ok(rows.into())
}
