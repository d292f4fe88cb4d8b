//! Which life of the data this is.

use std::fmt;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::{Connected, Database, UnitOfWork, sql};

/// Of 32 digits. Enough for as many houses as ever share one Redis.
const HOUSE_LENGTH: usize = 8;

/// Names one life of the database. After a restore, or when a replica has
/// taken over, there is another one, and versions that a page has seen mean
/// nothing any more. The default is none that any database has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Epoch(String);

impl Epoch {
    /// What a statement writes as `{epoch}`. PostgreSQL begins a new timeline
    /// when a replica is promoted and when it goes back to an earlier time; a
    /// server that restarts keeps its own.
    pub(super) fn expression(backend: DbBackend) -> &'static str {
        match backend {
            DbBackend::Postgres => {
                "(SELECT id || '-' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM database_epoch)"
            }
            _ => "(SELECT id FROM database_epoch)",
        }
    }

    /// The epoch of now, and an error where there is none.
    pub async fn read(database: &Database) -> Result<Self, DbErr> {
        let none = || DbErr::RecordNotFound("the epoch of the database".to_owned());
        Self::find(database).await?.ok_or_else(none)
    }

    /// None while a restore is not at its end, or was cut off before it; an
    /// error when the database was never migrated.
    pub(crate) async fn find(database: &Database) -> Result<Option<Self>, DbErr> {
        let connection = database.connection();
        let row = connection.query_one_raw(sql(connection, "SELECT {epoch} AS epoch", [])).await?;
        let epoch = row.map(|row| row.try_get::<Option<String>>("", "epoch")).transpose()?;
        Ok(epoch.flatten().map(Self))
    }

    /// Begins another life in the place of this one.
    pub(crate) async fn begin<C: ConnectionTrait>(connection: &C) -> Result<(), DbErr> {
        connection.execute_raw(sql(connection, "DELETE FROM database_epoch", [])).await?;
        let id = Uuid::new_v4().simple().to_string();
        let insert = "INSERT INTO database_epoch (id) VALUES ($1)";
        connection.execute_raw(sql(connection, insert, [id.into()])).await?;
        Ok(())
    }

    #[cfg(test)]
    pub(crate) fn named(name: &str) -> Self {
        Self(name.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whose life it is.
    pub fn house(&self) -> House {
        House(self.0.chars().take(HOUSE_LENGTH).collect())
    }
}

/// The state that all pages depend on. What is kept of a page counts only for
/// requests that find the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Era {
    pub epoch: Epoch,
    /// Grows whenever anybody appears otherwise to others.
    pub appearance: i64,
}

impl Era {
    /// The columns of a statement in which it is read: this, and `{epoch} AS epoch`.
    pub(crate) const APPEARANCE: &'static str =
        "(SELECT appearance FROM database_epoch) AS appearance";

    /// Notes that from this commit on somebody is called otherwise, or shows other
    /// things of themselves.
    pub(crate) async fn note_appearance(work: &UnitOfWork) -> Result<(), DbErr> {
        let text = "UPDATE database_epoch SET appearance = appearance + 1";
        let connection = work.connection();
        connection.execute_raw(sql(connection, text, [])).await.map(drop)
    }
}

/// Empty while the database is half restored: nothing is of that era.
impl FromQueryResult for Era {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let epoch: Option<String> = row.try_get(prefix, "epoch")?;
        let appearance: Option<i64> = row.try_get(prefix, "appearance")?;
        Ok(Self {
            epoch: Epoch(epoch.unwrap_or_default()),
            appearance: appearance.unwrap_or_default(),
        })
    }
}

/// Names the database among others with the same Redis. It goes on when a
/// replica takes over; a restored copy is a house of its own, so that a trial
/// beside the real one never meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House(String);

impl House {
    /// Of a database that was never migrated.
    pub fn unbuilt() -> Self {
        Self("unbuilt".to_owned())
    }
}

impl fmt::Display for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// From the column `epoch`.
impl FromQueryResult for Epoch {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self(row.try_get(prefix, "epoch")?))
    }
}
