//! Without Redis, processes cannot hear each other, so only one may run.

use std::{fs::File, future::pending, path::PathBuf, time::Duration};

use sea_orm::sqlx::{self, Connection, PgConnection};
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use super::{Database, postgres};
use crate::error::StartError;

/// How long a second process waits for the first to end: longer than a stop takes.
const PATIENCE: Duration = Duration::from_secs(15);
const BETWEEN_TRIES: Duration = Duration::from_millis(250);
/// How often it is asked whether the lock is still there.
const BEAT: Duration = Duration::from_secs(2);
/// PostgreSQL needs a moment to end the connection that was lost.
const LAST_TRIES: usize = 12;
/// Any number that nobody else uses on this database; "natter" in ASCII.
const ADVISORY_LOCK: i64 = 0x6e61_7474_6572;

/// Holding this is being the only process on the database. The operating
/// system or PostgreSQL gives it up when the process dies, however it dies.
#[derive(Debug)]
pub enum OnlyProcess {
    File { _locked: File },
    Advisory(Advisory),
}

/// A lock that ends with the transaction of this connection.
#[derive(Debug)]
pub struct Advisory {
    connection: PgConnection,
    backend: Backend,
}

/// The other end of a connection: process numbers alone are used again.
#[derive(Debug)]
struct Backend {
    pid: i32,
    started: String,
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
            None => {
                let taken = Advisory::try_take(url).await.map_err(StartError::database)?;
                Ok(taken.map(Self::Advisory))
            }
        }
    }

    /// Keeps it for as long as it is polled. A connection may be cut and a
    /// server may restart: then it takes the lock again, and ends when another
    /// process was quicker.
    pub async fn keep(&mut self, url: &Url) {
        match self {
            Self::File { .. } => pending().await,
            Self::Advisory(lock) => {
                while lock.is_held().await || lock.is_taken_again(url).await {
                    sleep(BEAT).await;
                }
            }
        }
    }
}

impl Advisory {
    /// None when somebody else has it.
    async fn try_take(url: &Url) -> Result<Option<Self>, sqlx::Error> {
        let mut connection = postgres::connect(url).await?;
        postgres::begin_holding(&mut connection).await?;
        let locked: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)")
            .bind(ADVISORY_LOCK)
            .fetch_one(&mut connection)
            .await?;
        if !locked {
            return Ok(None);
        }
        let (pid, started) = sqlx::query_as(
            "SELECT pid, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()",
        )
        .fetch_one(&mut connection)
        .await?;
        Ok(Some(Self { connection, backend: Backend { pid, started } }))
    }

    async fn is_held(&mut self) -> bool {
        timeout(BEAT, self.connection.ping()).await.is_ok_and(|answer| answer.is_ok())
    }

    /// False when another process has it by now.
    async fn is_taken_again(&mut self, url: &Url) -> bool {
        tracing::warn!("the connection was lost that keeps other processes away");
        let mut refusals = 0;
        while refusals < LAST_TRIES {
            sleep(BETWEEN_TRIES).await;
            match self.try_again(url).await {
                Ok(Some(lock)) => {
                    *self = lock;
                    tracing::info!("other processes are kept away again");
                    return true;
                }
                Ok(None) => refusals += 1,
                Err(error) => tracing::debug!(%error, "the database is away"),
            }
        }
        false
    }

    /// Ends the lost connection first, should PostgreSQL not know that it is.
    async fn try_again(&self, url: &Url) -> Result<Option<Self>, sqlx::Error> {
        let mut connection = postgres::connect(url).await?;
        sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start::text = $2")
            .bind(self.backend.pid)
            .bind(&self.backend.started)
            .execute(&mut connection)
            .await?;
        Self::try_take(url).await
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

/// `natter.db` is guarded by `natter.db.lock`; PostgreSQL has no path.
fn lock_path(url: &Url) -> Option<PathBuf> {
    Database::path(url).map(|path| path.with_added_extension("lock"))
}
