//! Bringing the database up to date.

use std::fs::File;

use natter_migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr,
    sqlx::{self, PgConnection},
};
use url::Url;

use super::{Connected, Database, Epoch, postgres};
use crate::error::StartError;

/// Any number that nobody else uses on this database; "schema" in ASCII.
const ADVISORY_LOCK: i64 = 0x7363_6865_6d61;

/// Applies the migrations that are missing. Processes that start together
/// take turns: PostgreSQL through an advisory lock, SQLite through a file.
///
/// Over connections of its own: one that has seen the tables as they were
/// would prepare its first statements for them, and fail.
pub async fn migrate(url: &Url) -> Result<(), StartError> {
    let turn = Turn::wait(url).await?;
    let database = Database::connect(url).await?;
    let migrated = migrate_within(&turn, &database).await;
    database.close().await?;
    drop(turn);
    Ok(migrated?)
}

/// The database, brought up to date; an error while it is half restored.
pub async fn open(url: &Url) -> Result<Database, StartError> {
    migrate(url).await?;
    let database = Database::connect(url).await?;
    match Epoch::find(&database).await? {
        Some(_) => Ok(database),
        None => Err(StartError::HalfRestored),
    }
}

/// The same for who has the turn already.
pub(crate) async fn migrate_within(_: &Turn, database: &Database) -> Result<(), DbErr> {
    Migrator::up(database.connection(), None).await?;
    forget_statistics(database.connection()).await
}

/// What ANALYZE has found in a SQLite database counts until it is run again. Of a table
/// that was empty then, as the index of words of a new server is, SQLite goes through the
/// whole for each part that FTS5 deletes, however large it has become. Natter's statements
/// find their way without.
async fn forget_statistics(connection: &DatabaseConnection) -> Result<(), DbErr> {
    if connection.get_database_backend() == DbBackend::Sqlite {
        for table in ["sqlite_stat1", "sqlite_stat4"] {
            connection.execute_unprepared(&format!("DROP TABLE IF EXISTS {table}")).await?;
        }
    }
    Ok(())
}

/// Whoever has it may change the tables; others wait before they look at them.
/// Closing the file or the connection ends the turn.
pub(crate) enum Turn {
    File { _locked: File },
    Advisory { _held: Box<PgConnection> },
}

impl Turn {
    pub(crate) async fn wait(url: &Url) -> Result<Self, StartError> {
        let Some(path) = Database::path(url) else {
            let held = wait_for_advisory(url).await.map_err(StartError::database)?;
            return Ok(Self::Advisory { _held: Box::new(held) });
        };
        let path = path.with_added_extension("migration");
        let unusable = |source| StartError::LockFile { path: path.clone(), source };
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(unusable)?;
        let (file, locked) = tokio::task::spawn_blocking(move || {
            let locked = file.lock();
            (file, locked)
        })
        .await
        .map_err(|_| StartError::Interrupted)?;
        locked.map_err(unusable)?;
        Ok(Self::File { _locked: file })
    }
}

async fn wait_for_advisory(url: &Url) -> Result<PgConnection, sqlx::Error> {
    let mut connection = postgres::connect(url).await?;
    postgres::begin_holding(&mut connection).await?;
    let wait = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(ADVISORY_LOCK);
    wait.execute(&mut connection).await?;
    Ok(connection)
}
