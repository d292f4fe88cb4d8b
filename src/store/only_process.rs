//! Without Redis, processes cannot hear each other, so only one may run.

use std::{fs::File, path::PathBuf, time::Duration};

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{self, Connection, PgConnection},
};
use tokio::time::{Instant, sleep};
use url::Url;

use super::Database;
use crate::error::StartError;

/// How long a second process waits for the first to end: longer than a stop takes.
const PATIENCE: Duration = Duration::from_secs(15);
const BETWEEN_TRIES: Duration = Duration::from_millis(250);
/// Any number that nobody else uses on this database; "natter" in ASCII.
const ADVISORY_LOCK: i64 = 0x6e61_7474_6572;

/// Holding this is being the only process on the database. The operating
/// system or PostgreSQL gives it up when the process dies, however it dies.
#[derive(Debug)]
pub enum OnlyProcess {
    File { _locked: File },
    Advisory { _held: Box<PgConnection> },
}

impl OnlyProcess {
    /// Waits up to 15 s; an error when another process keeps running.
    pub async fn acquire(url: &Url) -> Result<Self, StartError> {
        let deadline = Instant::now() + PATIENCE;
        let mut told = false;
        loop {
            if let Some(lock) = Self::try_acquire(url).await? {
                return Ok(lock);
            }
            if Instant::now() >= deadline {
                return Err(StartError::AnotherProcess);
            }
            if !told {
                tracing::warn!("another process runs on this database: waiting for it to end");
                told = true;
            }
            sleep(BETWEEN_TRIES).await;
        }
    }

    /// None when another process runs.
    pub(crate) async fn try_acquire(url: &Url) -> Result<Option<Self>, StartError> {
        match lock_path(url) {
            Some(path) => try_file(path),
            None => try_advisory(url).await,
        }
    }
}

fn try_file(path: PathBuf) -> Result<Option<OnlyProcess>, StartError> {
    let unusable = |source| StartError::LockFile { path: path.clone(), source };
    let file =
        File::options().create(true).truncate(false).write(true).open(&path).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(OnlyProcess::File { _locked: file })),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(source)) => Err(unusable(source)),
    }
}

async fn try_advisory(url: &Url) -> Result<Option<OnlyProcess>, StartError> {
    let attempt = async {
        let mut connection = PgConnection::connect(url.as_str()).await?;
        let locked: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(ADVISORY_LOCK)
            .fetch_one(&mut connection)
            .await?;
        Ok::<_, sqlx::Error>(locked.then(|| OnlyProcess::Advisory { _held: Box::new(connection) }))
    };
    attempt.await.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())).into())
}

/// `natter.db` is guarded by `natter.db.lock`; PostgreSQL has no path.
fn lock_path(url: &Url) -> Option<PathBuf> {
    Database::path(url).map(|path| path.with_added_extension("lock"))
}
