//! A PostgreSQL that loses nothing: `fsync` and `synchronous_commit` are on, as
//! they are by themselves.

use std::{
    fs,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
};

use rustix::process::Signal;

use super::{Process, Recipe, free_address};

pub struct Postgres {
    pub process: Process,
    folder: PathBuf,
    port: String,
}

impl Postgres {
    pub fn start(folder: &Path) -> Result<Self, String> {
        let folder = folder.join("postgres");
        fs::create_dir_all(&folder).map_err(|error| format!("postgres: {error}"))?;
        give_to_owner(&folder)?;
        recipe("initdb", &folder)
            .arguments(["--no-sync", "--auth=trust", "--username=natter", "--encoding=UTF8"])
            .arguments(["--locale=C.UTF-8", "--pgdata=data"])
            .run("")?;
        let port = free_address().port().to_string();
        let sockets = format!("unix_socket_directories={}", folder.display());
        // More memory than it would take by itself, so that what is measured is
        // not how it reads its files.
        let mut process = recipe("postgres", &folder)
            .arguments(["-D", "data", "-h", "127.0.0.1", "-p", &port, "-c", &sockets])
            .arguments(["-c", "shared_buffers=512MB", "-c", "max_wal_size=8GB"])
            .start()?
            .last_signal(Signal::QUIT);
        process.until(|log| log.contains("system is ready to accept"))?;
        Ok(Self { process, folder, port })
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://natter@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes a database and returns its address.
    pub fn create(&self, database: &str) -> Result<String, String> {
        self.execute("postgres", &format!("CREATE DATABASE {database}"))?;
        Ok(self.url(database))
    }

    /// Runs statements and returns the rows, one a line, values between `|`.
    pub fn execute(&self, database: &str, statements: &str) -> Result<String, String> {
        Recipe::new("psql", &self.folder)
            .arguments(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"])
            .arguments([self.url(database).as_str()])
            .run(statements)
    }

    /// A recipe of one of its programs, in its folder, to be told where it is.
    pub fn program(&self, name: &str) -> Recipe {
        recipe(name, &self.folder).arguments([
            "--host=127.0.0.1",
            "--username=natter",
            "--port",
            &self.port,
        ])
    }

    /// Puts a file where its programs may read it.
    pub fn keep(&self, name: &str, text: &str) -> Result<(), String> {
        let path = self.folder.join(name);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    }
}

/// The newest of the versions that Debian has put beside each other.
fn recipe(program: &str, folder: &Path) -> Recipe {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let found = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin").join(program)))
        .filter(|path| path.exists())
        .max()
        .unwrap_or_else(|| PathBuf::from(program));
    let recipe = Recipe::new(found, folder);
    if is_root() { recipe.by_postgres() } else { recipe }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn give_to_owner(folder: &Path) -> Result<(), String> {
    if !is_root() {
        return Ok(());
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let user = users.lines().find(|line| line.starts_with("postgres:"));
    let id = user.and_then(|line| line.split(':').nth(2)?.parse().ok());
    let id = id.ok_or("there is no user called postgres")?;
    chown(folder, Some(id), None).map_err(|error| format!("{}: {error}", folder.display()))
}
