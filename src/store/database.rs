//! The pool of connections.

use std::{
    ffi::OsString, mem, os::unix::ffi::OsStringExt, path::PathBuf, sync::Arc,
    thread::available_parallelism, time::Duration,
};

use percent_encoding::percent_decode_str;
use sea_orm::{
    ConnectOptions, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
    sqlx::{
        self, ConnectOptions as _, Connection, PgConnection, Row, SqliteConnection,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use tokio::sync::{Mutex, OwnedMutexGuard};
use url::Url;

use super::{
    UnitOfWork,
    liveness::LastFailure,
    postgres::{self, Session},
    statement,
};
use crate::announcement::Announcer;

/// What two cores can use; more connections only wait for each other.
const MOST_CONNECTIONS: u32 = 16;
/// With SQLite a connection is a thread that works for whoever has it, and keeps
/// pages and statements of its own.
const FEWEST_OF_SQLITE: usize = 4;
/// What each of them keeps of the file, in kB: the kernel has all of it.
const PAGES_OF_SQLITE: &str = "-1024";
/// Statements that a connection keeps prepared: more than a day of talking needs, for with
/// one too few each pushes out the next. `tests/http/plans.rs` counts them.
pub(super) const KEPT_STATEMENTS: usize = 160;
/// How long a request waits for a connection before the visitor is told to
/// try again: long enough for a hiccup, short enough to be believed.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// Reads through a pool, and begins units of work.
#[derive(Debug, Clone)]
pub struct Database {
    pub(super) connection: DatabaseConnection,
    /// SQLite has one writer and lets those who wait try again at random; here
    /// they wait in a queue. PostgreSQL needs none.
    writers: Option<Arc<Mutex<()>>>,
    last_failure: LastFailure,
}

impl Database {
    /// Opens the pool; SQLite in WAL mode, created when missing.
    pub async fn connect(url: &Url) -> Result<Self, DbErr> {
        let session = match url.scheme() {
            "sqlite" => Session::Own,
            _ => postgres::session_at(url).await,
        };
        let last_failure = LastFailure::none();
        let options = options(url, session, &last_failure);
        let mut connection = sea_orm::Database::connect(options).await?;
        let noted = last_failure.clone();
        connection.set_metric_callback(move |info| {
            statement::count();
            // Without its values, which are what people have said.
            tracing::trace!(elapsed = ?info.elapsed, "{}", info.statement.sql);
            if info.failed {
                noted.note();
            }
        });
        let writers = (url.scheme() == "sqlite").then(Arc::default);
        Ok(Self { connection, writers, last_failure })
    }

    /// The file of a SQLite database; PostgreSQL has none.
    pub fn path(url: &Url) -> Option<PathBuf> {
        if url.scheme() != "sqlite" {
            return None;
        }
        let name = url.as_str().trim_start_matches("sqlite:").trim_start_matches("//");
        let name = percent_decode_str(name.split('?').next().unwrap_or_default());
        Some(PathBuf::from(OsString::from_vec(name.collect())))
    }

    /// Ends all connections of this pool.
    pub(crate) async fn close(self) -> Result<(), DbErr> {
        self.connection.close().await
    }

    /// One business operation; see [`UnitOfWork`].
    pub async fn begin(&self, announcer: &Announcer) -> Result<UnitOfWork, DbErr> {
        let turn = self.turn().await;
        let transaction = self.transaction().await.inspect_err(|_| self.last_failure.note())?;
        Ok(UnitOfWork::new(transaction, turn, announcer.clone()))
    }

    /// This writer's turn, held until it has written.
    pub(crate) async fn turn(&self) -> Option<OwnedMutexGuard<()>> {
        match &self.writers {
            Some(writers) => Some(writers.clone().lock_owned().await),
            None => None,
        }
    }

    /// Connections that are open, and how many of them are idle.
    pub fn connections(&self) -> (usize, usize) {
        let pool = |size: u32, idle| (usize::try_from(size).unwrap_or(usize::MAX), idle);
        if self.writers.is_some() {
            let sqlite = self.connection.get_sqlite_connection_pool();
            pool(sqlite.size(), sqlite.num_idle())
        } else {
            let postgres = self.connection.get_postgres_connection_pool();
            pool(postgres.size(), postgres.num_idle())
        }
    }

    /// Whether the database answers at all.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.connection.ping().await
    }

    /// SQLite begins as the writer at once: a transaction that reads first and
    /// writes later would fail when another one wrote in between.
    async fn transaction(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        self.connection.begin_with_options(options).await
    }
}

/// How to connect, and how connections are kept.
fn options(url: &Url, session: Session, last_failure: &LastFailure) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.as_str());
    options
        .max_connections(most_connections(url))
        // Who has none open cannot be seen, and a restore must see it.
        .min_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .sqlx_logging(false);
    sqlite_options(&mut options, url);
    postgres_options(&mut options, session, last_failure.clone());
    options
}

fn most_connections(url: &Url) -> u32 {
    if url.scheme() != "sqlite" {
        return MOST_CONNECTIONS;
    }
    let cores = available_parallelism().map_or(1, usize::from);
    u32::try_from(2 * cores.max(FEWEST_OF_SQLITE / 2)).unwrap_or(u32::MAX).min(MOST_CONNECTIONS)
}

fn sqlite_options(options: &mut ConnectOptions, url: &Url) {
    let url = Arc::new(url.clone());
    options.map_sqlx_sqlite_opts(of_sqlite).map_sqlx_sqlite_before_acquire(move |connection, _| {
        let url = url.clone();
        Box::pin(clean(connection, url))
    });
}

fn postgres_options(options: &mut ConnectOptions, session: Session, last_failure: LastFailure) {
    options
        .map_sqlx_postgres_opts(postgres::corrected)
        .map_sqlx_postgres_pool_opts(move |pool| {
            pool.after_connect(move |connection, _| Box::pin(prepare(connection, session)))
        })
        .map_sqlx_postgres_before_acquire(move |connection, idle| {
            let last_failure = last_failure.clone();
            Box::pin(async move { last_failure.is_alive(connection, idle.idle_for).await })
        });
}

/// What every new connection to PostgreSQL begins with.
async fn prepare(connection: &mut PgConnection, session: Session) -> Result<(), sqlx::Error> {
    refuse_standby(connection).await?;
    postgres::plan_once(connection, session).await
}

/// While a replica takes over, the address may lead to a server that can only
/// be read for a while, and a connection made then would be kept for long. None
/// turns into one later: a primary restarts to become a standby.
pub(super) async fn refuse_standby(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let asked = sqlx::raw_sql("SELECT pg_is_in_recovery()").fetch_one(connection).await?;
    match asked.try_get(0)? {
        true => Err(sqlx::Error::Configuration("the PostgreSQL server is a standby".into())),
        false => Ok(()),
    }
}

/// How to connect to SQLite.
fn of_sqlite(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged must survive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", PAGES_OF_SQLITE)
        .statement_cache_capacity(KEPT_STATEMENTS)
        .busy_timeout(Duration::from_secs(5))
}

/// What is lent again. On a full disk SQLite rolls back by itself, and sqlx goes on
/// to count a transaction that is gone: such a connection would never begin another
/// one, and another takes its place. It is opened before that one is closed: where
/// none is open, the first needs room on the disk. The pool has waited for any
/// rollback when the connection came back.
async fn clean(connection: &mut SqliteConnection, url: Arc<Url>) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        let options = of_sqlite(url.as_str().parse()?).disable_statement_logging();
        let lost = mem::replace(connection, SqliteConnection::connect_with(&options).await?);
        lost.close().await?;
    }
    Ok(true)
}
