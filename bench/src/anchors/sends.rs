//! A send as the database's own work: number it, store it, make it last.

use std::{path::PathBuf, time::Duration};

use super::{pgbench, sqlite};
use crate::fill::Store;

pub struct Sends {
    pub store: Store,
    /// Where PostgreSQL's programs are run.
    pub folder: PathBuf,
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    /// Sends a second.
    pub rate: f64,
    /// Median of the time that one takes, in milliseconds.
    pub median: f64,
}

impl Sends {
    /// So many clients write into so many conversations. SQLite has one writer,
    /// so there it is one, whatever is asked for.
    pub fn run(&self, clients: u32, conversations: u32, time: Duration) -> Result<Sent, String> {
        match &self.store {
            Store::Postgres { server, database } => {
                let run = pgbench::Run { server, database, folder: &self.folder };
                run.sends(&self.store, clients, conversations, time)
            }
            Store::Sqlite { .. } => sqlite::sends(&self.store, conversations, time),
        }
    }

    pub fn name(&self) -> &'static str {
        match self.store {
            Store::Postgres { .. } => "pgbench",
            Store::Sqlite { .. } => "sqlite",
        }
    }
}
