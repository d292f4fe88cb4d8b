//! Raw statements, and how many of them a request needed.
//!
//! A connection keeps the last statements that it has prepared, by their text. So a
//! text never depends on how many values there are: many are one
//! parameter, a list.

use std::{cell::Cell, sync::OnceLock};

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use uuid::Uuid;

use super::spelling::spelled;

tokio::task_local! {
    static QUERIES: Cell<u32>;
}

/// A statement with `$1`, `$2` … placeholders, which both databases know, and
/// what they spell differently:
///
/// * `{now}`, the database's clock in microseconds, and `{epoch}`;
/// * `{uuid $1}`, an id that is a text, as PostgreSQL has ids; SQLite leaves the text;
/// * `{uuids $1}`, `{numbers $1}`, `{texts $1}` and `{pairs $1}`, the items of a
///   parameter made by [`uuids`], [`numbers`], [`texts`] or [`pairs`]:
///   `id IN {uuids $1}`;
/// * `{digits m.user_id}`, an id as the 32 digits that it has in a text.
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

/// Any number of ids as one parameter.
pub fn uuids<'a>(items: impl IntoIterator<Item = &'a Uuid>) -> Value {
    json(items.into_iter().map(quoted))
}

/// Any number of numbers as one parameter.
pub fn numbers(items: &[i64]) -> Value {
    json(items.iter().map(i64::to_string))
}

/// Any number of texts as one parameter; none of them has a NUL.
pub fn texts<'a>(items: impl IntoIterator<Item = &'a str>) -> Value {
    json(items.into_iter().map(|item| serde_json::Value::from(item).to_string()))
}

/// Any number of pairs of ids as one parameter.
pub fn pairs(items: &[(Uuid, Uuid)]) -> Value {
    json(items.iter().map(|(first, second)| format!("[{},{}]", quoted(first), quoted(second))))
}

fn quoted(id: &Uuid) -> String {
    format!("\"{}\"", id.simple())
}

fn json(items: impl Iterator<Item = String>) -> Value {
    format!("[{}]", items.collect::<Vec<_>>().join(",")).into()
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
