//! A pooler before PostgreSQL, which lends its connections for one transaction
//! at a time.

use std::fs;
use std::path::PathBuf;

use super::folder;
use super::port::free_port;
use super::postgres::{Postgres, give_to_owner, unprivileged};
use super::process::{Process, Recipe};
use super::wait::DEADLINE;

/// The first that knows a prepared statement again at another connection.
const KEEPS_STATEMENTS: (u32, u32) = (1, 21);

pub struct PgBouncer {
    port: u16,
    before: u16,
    _process: Process,
}

impl PgBouncer {
    /// One that knows statements again; none where it is too old for that.
    pub async fn that_keeps_statements(postgres: &Postgres) -> Option<Self> {
        (version().await >= KEEPS_STATEMENTS).then_some(())?;
        Some(Self::start(postgres, "max_prepared_statements = 100").await)
    }

    /// One that does not, whatever its age.
    pub async fn that_forgets_statements(postgres: &Postgres) -> Self {
        let knows = version().await >= KEEPS_STATEMENTS;
        Self::start(postgres, if knows { "max_prepared_statements = 0" } else { "" }).await
    }

    async fn start(postgres: &Postgres, statements: &str) -> Self {
        let (folder, port) = (folder::fresh("pgbouncer"), free_port());
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={}\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
             auth_type = trust\nauth_file = users\npool_mode = transaction\n{statements}\n",
            postgres.port()
        );
        fs::write(folder.join("pgbouncer.ini"), settings).unwrap();
        fs::write(folder.join("users"), "\"natter\" \"\"\n").unwrap();
        give_to_owner(&folder);
        let mut process = unprivileged(PathBuf::from("pgbouncer"), &folder)
            .argument("pgbouncer.ini")
            .last_signal("QUIT")
            .start();
        process.announces("process up", DEADLINE).await;
        Self { port, before: postgres.port(), _process: process }
    }

    /// The address of a database, through the pooler.
    pub fn leads_to(&self, url: &str) -> String {
        url.replace(&format!(":{}/", self.before), &format!(":{}/", self.port))
    }
}

async fn version() -> (u32, u32) {
    let asked = Recipe::new("pgbouncer", folder::root()).argument("--version").run().await;
    let number = asked.output.split_whitespace().nth(1).expect(&asked.output).to_owned();
    let mut parts = number.split('.').map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap())
}
