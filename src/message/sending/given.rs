//! The rows that are given to a statement, as a table of it.

use sea_orm::DbBackend;

use super::rows::{Columns, Holds};

const IN_POSTGRES: [&str; 2] = ["FOR NO KEY UPDATE", "FOR NO KEY UPDATE OF c, m SKIP LOCKED"];

/// A statement about the rows that are `given`. `{lock}` and `{lock_free}` in it lock
/// what was read, which waits or not; SQLite has one transaction that writes.
pub(super) fn with(backend: DbBackend, columns: Columns, text: &str) -> String {
    let [lock, lock_free] = match backend {
        DbBackend::Sqlite => [""; 2],
        _ => IN_POSTGRES,
    };
    let text = text.replace("{lock}", lock).replace("{lock_free}", lock_free);
    format!("WITH given AS MATERIALIZED ({})\n{text}", given(backend, columns.iter()))
}

/// The first parameter with these columns, and its `place`.
pub(super) fn given<'c>(
    backend: DbBackend,
    columns: impl Iterator<Item = &'c (&'static str, Holds)>,
) -> String {
    let columns = std::iter::once(&("place", Holds::Number)).chain(columns);
    match backend {
        DbBackend::Sqlite => of_json_each(columns),
        _ => of_recordset(columns),
    }
}

fn of_json_each<'c>(columns: impl Iterator<Item = &'c (&'static str, Holds)>) -> String {
    let columns: Vec<String> = columns.map(|(name, holds)| holds.of_json(name)).collect();
    format!("SELECT {} FROM json_each($1)", columns.join(", "))
}

/// Of rows from JSON PostgreSQL expects a hundred, and would rather read a table
/// whole than look for each; of those in a range it expects one.
fn of_recordset<'c>(columns: impl Iterator<Item = &'c (&'static str, Holds)>) -> String {
    let columns: Vec<String> =
        columns.map(|(name, holds)| format!("{name} {}", holds.name())).collect();
    format!(
        "SELECT * FROM json_to_recordset(CAST($1 AS json)) AS rows({})
         WHERE place BETWEEN 0 AND 1000000",
        columns.join(", ")
    )
}
