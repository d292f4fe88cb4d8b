//! Raw statements, and how many of them a request needed.

use std::cell::Cell;

use sea_orm::{ConnectionTrait, Statement, Value};

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
    let now = match backend {
        sea_orm::DbBackend::Postgres => "(extract(epoch from clock_timestamp()) * 1000000)::bigint",
        _ => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
    };
    let text = text.replace("{now}", now).replace("{epoch}", Epoch::expression(backend));
    Statement::from_sql_and_values(backend, text, values)
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
