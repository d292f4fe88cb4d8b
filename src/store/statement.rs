//! Raw statements, and how many of them a request needed.

use std::{cell::Cell, sync::OnceLock};

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::Epoch;

tokio::task_local! {
    static QUERIES: Cell<u32>;
}

/// A statement with `$1`, `$2` … placeholders, which both databases know,
/// `{now}` for the database's clock in microseconds, and `{epoch}`.
pub fn sql<C: ConnectionTrait>(
    connection: &C,
    text: &str,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    let backend = connection.get_database_backend();
    Statement::from_sql_and_values(backend, spelled(backend, text), values)
}

/// The same for a long text that is put together: once, and not on every request.
pub struct Text {
    make: fn(DbBackend) -> String,
    postgres: OnceLock<String>,
    sqlite: OnceLock<String>,
}

impl Text {
    pub const fn new(make: fn(DbBackend) -> String) -> Self {
        Self { make, postgres: OnceLock::new(), sqlite: OnceLock::new() }
    }

    pub fn with<C: ConnectionTrait>(
        &self,
        connection: &C,
        values: impl IntoIterator<Item = Value>,
    ) -> Statement {
        let backend = connection.get_database_backend();
        Statement::from_sql_and_values(backend, self.spelled(backend), values)
    }

    fn spelled(&self, backend: DbBackend) -> &str {
        let kept = match backend {
            DbBackend::Postgres => &self.postgres,
            _ => &self.sqlite,
        };
        kept.get_or_init(|| spelled(backend, &(self.make)(backend)))
    }
}

fn spelled(backend: DbBackend, text: &str) -> String {
    let now = match backend {
        DbBackend::Postgres => "(extract(epoch from clock_timestamp()) * 1000000)::bigint",
        _ => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
    };
    text.replace("{now}", now).replace("{epoch}", Epoch::expression(backend))
}

/// Runs a request and tells how many statements it sent to the database.
pub async fn queries_of<T>(request: impl Future<Output = T>) -> (T, u32) {
    QUERIES
        .scope(Cell::new(0), async {
            let answer = request.await;
            (answer, QUERIES.with(Cell::get))
        })
        .await
}

/// Counts statements that another task sent for this request.
pub fn count_also(statements: u32) {
    let _ = QUERIES.try_with(|queries| queries.set(queries.get() + statements));
}

/// Called after each statement, on the task that sent it.
pub(super) fn count() {
    // Outside a request (migrations, background tasks) nobody counts.
    count_also(1);
}
