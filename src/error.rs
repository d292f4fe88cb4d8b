//! What can go wrong, said in terms of what the visitor can do next.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{self, error::DatabaseError, sqlite::SqliteError},
};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An answer that is no page. `web::errors` turns it into one for a visit and
/// into a short sentence for htmx; forms with wrong fields are not errors but
/// pages of their own.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error("sign in first")]
    SignInRequired,
    #[error("not found, or not for you")]
    NotFound,
    /// With the catalogue key of the sentence that says why.
    #[error("not allowed: {0}")]
    NotAllowed(&'static str),
    /// A link that was good once; with the catalogue key of the sentence that
    /// says why.
    #[error("not good any more: {0}")]
    Gone(&'static str),
    /// Understood, and not done; with the catalogue key of the sentence that says
    /// why.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// With the catalogue key of the sentence that says why.
    #[error("not understood: {0}")]
    BadRequest(&'static str),
    /// It asked for another house, see `server::host`.
    #[error("not the host that was asked for")]
    Misdirected,
    #[error("the request is larger than allowed")]
    TooLarge,
    /// The most megabytes that a file may have.
    #[error("the file is larger than {0} MB")]
    FileTooLarge(i64),
    #[error("the request did not arrive in time")]
    TooSlow,
    #[error("too many requests")]
    TooManyRequests(RetryAfter),
    /// The database or the session store is away: the same request may work soon.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The database has ended what was asked, so that others could go on: the same at
    /// once may work.
    #[error("ended for others: {0}")]
    EndedForOthers(String),
    /// Our own mistake. The text is for the log, never for the visitor.
    #[error("internal: {0}")]
    Internal(String),
}

/// How long to wait before the next try; at least a second in `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryAfter(pub Duration);

impl RetryAfter {
    /// Whole seconds, rounded up, at least one.
    pub fn seconds(self) -> i64 {
        let whole = self.0.as_secs() + u64::from(self.0.subsec_nanos() > 0);
        i64::try_from(whole).unwrap_or(i64::MAX).max(1)
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        match error {
            error if is_away(&error) => Self::Unavailable(text),
            error if is_ended_for_others(&error) => Self::EndedForOthers(text),
            _ => Self::Internal(text),
        }
    }
}

impl From<tower_sessions::session::Error> for Error {
    fn from(error: tower_sessions::session::Error) -> Self {
        Self::Unavailable(format!("session store: {error}"))
    }
}

/// Whether the database is away, shutting down or has no room, rather than
/// refusing what was asked.
fn is_away(error: &DbErr) -> bool {
    let Some(cause) = cause_of(error) else {
        return matches!(error, DbErr::ConnectionAcquire(_));
    };
    match cause {
        sqlx::Error::Database(cause) => says_away(cause.as_ref()),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        _ => false,
    }
}

/// PostgreSQL: a deadlock, or what cannot be told apart from something that others
/// do at the same time.
fn is_ended_for_others(error: &DbErr) -> bool {
    let Some(sqlx::Error::Database(cause)) = cause_of(error) else { return false };
    matches!(cause.code().as_deref(), Some("40001" | "40P01"))
}

fn cause_of(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}

/// PostgreSQL: error classes 08, 53 (a full disk is in it) and 57P. SQLite: busy,
/// failed to read or write, full.
pub(crate) fn says_away(error: &dyn DatabaseError) -> bool {
    if error.try_downcast_ref::<SqliteError>().is_some() {
        return matches!(sqlite_code(error), Some(SQLITE_BUSY | 10 | 13));
    }
    let code = error.code().unwrap_or_default();
    ["08", "53", "57P"].iter().any(|class| code.starts_with(class))
}

/// Somebody else has the database.
pub(crate) const SQLITE_BUSY: u32 = 5;

/// What SQLite says went wrong, in general.
pub(crate) fn sqlite_code(error: &dyn DatabaseError) -> Option<u32> {
    let code: u32 = error.code()?.parse().ok()?;
    // What stands above the lowest byte tells only the details.
    Some(code & 0xff)
}

/// Why the program does not start, as one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Setting(#[from] crate::config::SettingError),
    #[error("The database cannot be used: {0}")]
    Database(#[from] DbErr),
    #[error("The database cannot be used: {0}")]
    UnfitDatabase(String),
    #[error(
        "The database cannot be used: before it stands a pooler that lends its connections for a transaction and forgets \
         what was prepared, or has too few of them. It must pool by session (pool_mode=session), or know prepared \
         statements (PgBouncer 1.21 or newer, max_prepared_statements=200) and have 20 connections (default_pool_size)."
    )]
    Pooler,
    #[error(
        "A restore is under way, or was cut off before its end: then run `natter restore` again. What there is now is not used."
    )]
    HalfRestored,
    #[error("Redis cannot be used: {0}")]
    Redis(#[from] fred::error::Error),
    #[error(
        "Redis lets Natter do too little: {0}. The account in REDIS_URL needs the keys and channels natter:*, and the \
         commands +@read +@write +@pubsub +@scripting +@connection +time."
    )]
    RedisRights(String),
    #[error("Natter gave up waiting for {what}: {reason}.")]
    NotThere { what: String, reason: String },
    #[error("{setting} {address} cannot be used: {source}")]
    Listen { setting: &'static str, address: SocketAddr, source: std::io::Error },
    #[error("FILES_URL cannot be used: {0}.")]
    Files(String),
    #[error("metrics cannot be counted: {0}")]
    Metrics(String),
    #[error("PUBLIC_URL cannot be trusted as an origin: {0}")]
    PublicUrl(String),
    #[error("{path} cannot be used: {source}", path = path.display())]
    LockFile { path: PathBuf, source: std::io::Error },
    #[error(
        "Another process already runs on this database; set REDIS_URL to run several, or stop the other one."
    )]
    AnotherProcess,
    #[error(
        "Another process has taken this database over while it could not be reached; set REDIS_URL to run several."
    )]
    TakenOver,
    /// Without the line itself, which may hold a password.
    #[error("The file .env cannot be read: {0}.")]
    DotEnv(String),
    #[error("The runtime cannot be started: {0}")]
    Runtime(#[source] std::io::Error),
    #[error("The start was interrupted.")]
    Interrupted,
    #[error("The database has people in it already; `natter demo` only fills an empty one.")]
    NotEmpty,
    #[error("{path} does not exist: start Natter first, or name another DATABASE_URL.", path = .0.display())]
    NoDatabase(PathBuf),
    /// A command that makes no sense as things are, with the reason.
    #[error("{0}")]
    Refused(String),
    #[error("Nothing could be printed: {0}")]
    Print(#[from] std::io::Error),
    #[error("This could not be done: {0}")]
    Work(#[from] Error),
    #[error(transparent)]
    Backup(#[from] crate::commands::backup::BackupError),
}

impl StartError {
    pub(crate) fn database(error: sqlx::Error) -> Self {
        DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()
    }
}
