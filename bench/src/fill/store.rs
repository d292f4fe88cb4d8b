//! The database, whichever it is.

use std::{path::PathBuf, sync::Arc, time::Duration};

use rusqlite::{Connection, types::ValueRef};

use super::ids::{CONVERSATION, PERSON};
use crate::servers::Postgres;

pub enum Store {
    Postgres { server: Arc<Postgres>, database: String },
    Sqlite { path: PathBuf },
}

impl Store {
    /// Runs statements, all or nothing.
    pub fn execute(&self, statements: &str) -> Result<(), String> {
        let all = format!("BEGIN;\n{statements};\nCOMMIT;");
        match self {
            Self::Postgres { server, database } => server.execute(database, &all).map(drop),
            Self::Sqlite { .. } => {
                let done = self.sqlite()?.execute_batch(&all);
                done.map_err(|error| format!("SQLite: {error} in {statements}"))
            }
        }
    }

    /// The one row of a query, as texts.
    pub fn row(&self, query: &str) -> Result<Vec<String>, String> {
        match self {
            Self::Postgres { server, database } => {
                let row = server.execute(database, query)?;
                Ok(row.trim_end().split('|').map(str::to_owned).collect())
            }
            Self::Sqlite { .. } => {
                let row = self.sqlite()?.query_row(query, [], |row| {
                    let columns = 0..row.as_ref().column_count();
                    columns.map(|column| row.get_ref(column).map(text)).collect()
                });
                row.map_err(|error| format!("SQLite: {error} in {query}"))
            }
        }
    }

    /// Lets the planner know what is there.
    pub fn analyze(&self) -> Result<(), String> {
        match self {
            Self::Postgres { server, database } => {
                server.execute(database, "VACUUM ANALYZE; CHECKPOINT").map(drop)
            }
            Self::Sqlite { .. } => {
                let done = self.sqlite()?.execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
                done.map_err(|error| format!("SQLite: {error}"))
            }
        }
    }

    /// An expression that makes the id of a person of a number.
    pub fn person(&self, number: &str) -> String {
        self.uuid(PERSON, number)
    }

    pub fn conversation(&self, number: &str) -> String {
        self.uuid(CONVERSATION, number)
    }

    /// PostgreSQL has a type for ids, in SQLite they are sixteen bytes.
    fn uuid(&self, beginning: &str, number: &str) -> String {
        let digits = format!("'{}' || {}", beginning.replace('-', ""), twelve_digits(number));
        match self {
            Self::Postgres { .. } => format!("CAST({digits} AS uuid)"),
            Self::Sqlite { .. } => format!("unhex({digits})"),
        }
    }

    /// The value of an id that is known.
    pub fn known_uuid(&self, id: &str) -> String {
        match self {
            Self::Postgres { .. } => format!("CAST('{id}' AS uuid)"),
            Self::Sqlite { .. } => format!("x'{}'", id.replace('-', "")),
        }
    }

    /// The value of bytes that are given in hexadecimal.
    pub fn bytes(&self, hex: &str) -> String {
        match self {
            Self::Postgres { .. } => format!("CAST('\\x{hex}' AS bytea)"),
            Self::Sqlite { .. } => format!("x'{hex}'"),
        }
    }

    /// An expression that shows bytes in hexadecimal.
    pub fn hex(&self, column: &str) -> String {
        match self {
            Self::Postgres { .. } => format!("encode({column}, 'hex')"),
            Self::Sqlite { .. } => format!("lower(hex({column}))"),
        }
    }

    /// A new connection that is set as Natter's are.
    pub fn sqlite(&self) -> Result<Connection, String> {
        let Self::Sqlite { path } = self else { return Err("this is PostgreSQL".to_owned()) };
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open(path)?;
            connection.busy_timeout(Duration::from_secs(10))?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            Ok(connection)
        };
        open().map_err(|error| format!("SQLite: {error}"))
    }
}

/// An expression: the number with zeros before it.
pub fn twelve_digits(number: &str) -> String {
    format!("substr(CAST(1000000000000 + ({number}) AS TEXT), 2)")
}

fn text(value: ValueRef) -> String {
    match value {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        _ => String::new(),
    }
}
