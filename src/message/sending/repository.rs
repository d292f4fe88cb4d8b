//! Every query that sending needs.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Value};
use serde::Serialize;

use super::{
    numbering::{Found, Last, Pointer},
    rows::{Asked, Sent, Wanted},
    statements::{self, LOCK},
    unchanged::{LOOK_UNLOCKED, write_unchanged},
};
use crate::{
    message::Quote,
    store::{Connected, Text},
};

pub(super) struct SendingRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> SendingRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// Waits until these are free, and locks them until the transaction ends.
    /// SQLite has one transaction that writes, and nothing to wait for in it.
    pub async fn lock(&self, wanted: &[Wanted]) -> Result<(), DbErr> {
        if self.connection.get_database_backend() != DbBackend::Sqlite {
            self.query(&LOCK, wanted, []).await?;
        }
        Ok(())
    }

    /// What is found about each of them, in their order, with what is free of it
    /// locked until the transaction ends.
    pub async fn look(&self, asked: &[Asked<'_>]) -> Result<Vec<Found>, DbErr> {
        let look = statements::look(asked.iter().any(|one| one.reply_to.is_some()));
        let rows = self.query(look, asked, []).await?;
        rows.iter().map(|row| Found::from_query_result(row, "")).collect()
    }

    /// Stores messages with all that follows from them. With the `waits` of the
    /// outbox it gives back the rows that have become due.
    pub async fn write(
        &self,
        sent: &[Sent<'_>],
        waits: Option<[Value; 2]>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let has_drafts = sent.iter().any(|one| one.draft.is_some());
        let write = statements::write(has_drafts, waits.is_some());
        self.query(write, sent, waits.into_iter().flatten()).await
    }

    /// What is found about each of them, of whom nobody answers anything, with
    /// nothing locked.
    pub async fn look_unlocked(&self, asked: &[Asked<'_>]) -> Result<Vec<Found>, DbErr> {
        let rows = self.query(&LOOK_UNLOCKED, asked, []).await?;
        rows.iter().map(|row| Found::from_query_result(row, "")).collect()
    }

    /// Stores those messages whose conversations and authors are as they were, each
    /// of another conversation. Gives back the `place` of each, and with the `waits` of
    /// the outbox the rows that have become due.
    pub async fn write_unchanged(
        &self,
        sent: &[Sent<'_>],
        waits: Option<[Value; 2]>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let has_drafts = sent.iter().any(|one| one.draft.is_some());
        let write = write_unchanged(has_drafts, waits.is_some());
        self.query(write, sent, waits.into_iter().flatten()).await
    }

    async fn query(
        &self,
        text: &Text,
        rows: &[impl Serialize],
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let rows = serde_json::to_string(rows).map_err(|error| DbErr::Json(error.to_string()))?;
        let values = std::iter::once(rows.into()).chain(values);
        self.connection.query_all_raw(text.with(self.connection, values)).await
    }
}

impl FromQueryResult for Found {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let last_seq: Option<i64> = row.try_get(prefix, "last_seq")?;
        let version: Option<i64> = row.try_get(prefix, "version")?;
        let last_read_seq: Option<i64> = row.try_get(prefix, "last_read_seq")?;
        let unread_from = row.try_get(prefix, "unread_from")?;
        let earlier: Option<i64> = row.try_get(prefix, "earlier_seq")?;
        let author = row.try_get(prefix, "before_author")?;
        let at: Option<i64> = row.try_get(prefix, "before_at")?;
        Ok(Self {
            at: row.try_get(prefix, "at")?,
            is_free: row.try_get(prefix, "is_free")?,
            last: last_seq.zip(version).map(|(last_seq, version)| Last { last_seq, version }),
            pointer: last_read_seq.map(|last_read_seq| Pointer { last_read_seq, unread_from }),
            is_repeat: earlier.is_some(),
            before: Option::zip(author, at),
            quote: Quote::of(row, prefix)?,
        })
    }
}
