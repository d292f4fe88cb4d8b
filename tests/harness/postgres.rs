//! A PostgreSQL of our own, in a temporary folder on a free port.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Mutex, OnceCell};

use super::folder;
use super::log::Log;
use super::port::free_port;
use super::process::{Process, Recipe};
use super::wait::DEADLINE;

const TEMPLATE: &str = "natter_template";

/// What makes it fast and would lose data when the machine fails.
const CARELESS: [&str; 4] =
    ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"];

pub struct Postgres {
    folder: PathBuf,
    port: u16,
    process: Mutex<Option<Process>>,
    template: OnceCell<()>,
    databases: AtomicUsize,
}

static SHARED: OnceCell<Postgres> = OnceCell::const_new();

impl Postgres {
    /// The one of this test process. A test that stops it starts its own.
    pub async fn shared() -> &'static Self {
        SHARED.get_or_init(Self::start).await
    }

    pub async fn start() -> Self {
        let folder = folder::fresh("postgres");
        give_to_owner(&folder);
        let arguments = ["--no-sync", "--auth=trust", "--username=natter"];
        let places = ["--encoding=UTF8", "--locale=C.UTF-8", "--pgdata=data"];
        let made = recipe("initdb", &folder).arguments(arguments).arguments(places).run().await;
        assert!(made.status.success(), "initdb failed: {}", made.output);
        let postgres = Self {
            folder,
            port: free_port(),
            process: Mutex::new(None),
            template: OnceCell::new(),
            databases: AtomicUsize::new(1),
        };
        postgres.resume().await;
        postgres
    }

    /// Starts the server, the first time or after [`Self::stop`].
    pub async fn resume(&self) {
        let settings = CARELESS.iter().flat_map(|setting| ["-c", setting]);
        let sockets = format!("unix_socket_directories={}", self.folder.display());
        let mut process = recipe("postgres", &self.folder)
            .arguments(["-D", "data", "-h", "127.0.0.1", "-p"])
            .argument(self.port.to_string())
            .arguments(settings)
            .arguments(["-c", &sockets])
            .last_signal("QUIT")
            .start();
        process.announces("system is ready to accept", DEADLINE).await;
        *self.process.lock().await = Some(process);
    }

    /// Ends the server and all its connections, as an administrator would.
    pub async fn stop(&self) {
        let mut process = self.process.lock().await.take().unwrap();
        process.signal("INT");
        process.ended(DEADLINE).await;
    }

    /// Keeps a copy of all there is, like a replica that hears nothing later.
    pub async fn is_copied(&self) {
        let copied = recipe("pg_basebackup", &self.folder)
            .arguments(["--pgdata=copy", "--checkpoint=fast", "--no-sync"])
            .arguments(["--username=natter", "--host=127.0.0.1", "--port"])
            .argument(self.port.to_string())
            .run()
            .await;
        assert!(copied.status.success(), "pg_basebackup: {}", copied.output);
        fs::write(self.folder.join("copy/standby.signal"), "").unwrap();
    }

    /// Dies, and the copy stands at its address, where it can only be read.
    pub async fn gives_way_to_its_copy(&self) {
        let mut process = self.process.lock().await.take().unwrap();
        process.signal("QUIT");
        process.ended(DEADLINE).await;
        for (from, to) in [("data", "lost"), ("copy", "data")] {
            fs::rename(self.folder.join(from), self.folder.join(to)).unwrap();
        }
        self.resume().await;
    }

    pub async fn is_promoted(&self) {
        self.execute("SELECT pg_promote()").await;
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://natter@127.0.0.1:{}/{database}", self.port)
    }

    /// What the server has written since it was started.
    pub async fn log(&self) -> Log {
        self.process.lock().await.as_ref().expect("it is running").log.clone()
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where its socket is, as a part of an address tells it.
    pub fn socket(&self) -> String {
        format!("host={}&port={}", self.folder.display(), self.port)
    }

    /// An address of a new database that keeps its text in this encoding.
    pub async fn database_in(&self, encoding: &str) -> String {
        let name = self.next_name();
        let how = format!("ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0");
        self.execute(&format!("CREATE DATABASE {name} {how}")).await;
        self.url(&name)
    }

    /// A new role that may sign in and nothing else.
    pub async fn role(&self) -> String {
        let name = self.next_name();
        self.execute(&format!("CREATE ROLE {name} LOGIN")).await;
        name
    }

    /// An address of a new database without any table.
    pub async fn empty_database(&self) -> String {
        let name = self.next_name();
        self.execute(&format!("CREATE DATABASE {name}")).await;
        self.url(&name)
    }

    /// The address of a new database with all tables and no rows.
    pub async fn database(&self) -> String {
        self.template.get_or_init(|| self.make_template()).await;
        let name = self.next_name();
        self.execute(&format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).await;
        self.url(&name)
    }

    async fn make_template(&self) {
        self.execute(&format!("CREATE DATABASE {TEMPLATE}")).await;
        let place = folder::fresh("template");
        let migrated = Recipe::new(env!("CARGO_BIN_EXE_natter"), &place)
            .argument("migrate")
            .set("DATABASE_URL", &self.url(TEMPLATE))
            .run()
            .await;
        assert!(migrated.status.success(), "natter migrate: {}", migrated.output);
    }

    fn next_name(&self) -> String {
        format!("natter_{}", self.databases.fetch_add(1, Ordering::Relaxed))
    }

    pub async fn execute(&self, statement: &str) {
        let done = Recipe::new("psql", &self.folder)
            .arguments(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement])
            .argument(self.url("postgres"))
            .run()
            .await;
        assert!(done.status.success(), "{statement}: {}", done.output);
    }
}

fn recipe(program: &str, folder: &Path) -> Recipe {
    unprivileged(binary(program), folder)
}

/// PostgreSQL and what belongs to it refuse to run as root; then its own user
/// runs them.
pub(super) fn unprivileged(program: PathBuf, folder: &Path) -> Recipe {
    if !is_root() {
        return Recipe::new(program, folder);
    }
    Recipe::new("setpriv", folder)
        .arguments(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"])
        .argument(program.display().to_string())
}

/// The newest of the versions Debian has put beside each other.
fn binary(program: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    versions
        .filter_map(|version| Some(version.ok()?.path().join("bin").join(program)))
        .filter(|path| path.exists())
        .max()
        .unwrap_or_else(|| PathBuf::from(program))
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

pub(super) fn give_to_owner(folder: &Path) {
    if is_root() {
        let users = fs::read_to_string("/etc/passwd").unwrap();
        let user = users.lines().find(|line| line.starts_with("postgres:"));
        let id = user.unwrap().split(':').nth(2).unwrap().parse().unwrap();
        std::os::unix::fs::chown(folder, Some(id), None).unwrap();
    }
}
