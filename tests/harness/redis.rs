//! A Redis of our own on a free port.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::TcpStream;
use tokio::sync::{Mutex, OnceCell};

use super::folder;
use super::port::free_port;
use super::process::{Process, Recipe};
use super::wait::DEADLINE;

pub struct Redis {
    folder: PathBuf,
    port: u16,
    process: Mutex<Option<Process>>,
    databases: AtomicUsize,
}

/// The client knows databases up to number 255, so there are several servers.
static SHARED: [OnceCell<Redis>; 8] = [const { OnceCell::const_new() }; 8];
static TESTS: AtomicUsize = AtomicUsize::new(0);
const TESTS_OF_EACH: usize = 200;

impl Redis {
    /// One of this test process. A test that stops it starts its own.
    pub async fn shared() -> &'static Self {
        let turn = TESTS.fetch_add(1, Ordering::Relaxed) / TESTS_OF_EACH;
        SHARED[turn % SHARED.len()].get_or_init(Self::start).await
    }

    pub async fn start() -> Self {
        let redis = Self {
            folder: folder::fresh("redis"),
            port: free_port(),
            process: Mutex::new(None),
            databases: AtomicUsize::new(0),
        };
        redis.resume().await;
        redis
    }

    /// Starts the server, the first time or after [`Self::stop`], empty.
    pub async fn resume(&self) {
        let port = self.port.to_string();
        let mut process = Recipe::new("redis-server", &self.folder)
            .arguments(["--bind", "127.0.0.1", "--port", &port])
            .arguments(["--save", "", "--appendonly", "no", "--databases", "4096"])
            .start();
        process.announces("Ready to accept connections", DEADLINE).await;
        *self.process.lock().await = Some(process);
    }

    pub async fn stop(&self) {
        let mut process = self.process.lock().await.take().unwrap();
        process.signal("KILL");
        process.ended(DEADLINE).await;
    }

    /// Sends a command to it, past the program.
    pub async fn tells(&self, command: &[&str]) {
        let port = self.port.to_string();
        let told = Recipe::new("redis-cli", &self.folder)
            .arguments(["-p", &port])
            .arguments(command.iter().copied())
            .run()
            .await;
        assert!(told.output.contains("OK"), "{}", told.output);
    }

    /// A connection past the program.
    pub async fn connects(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).await.unwrap()
    }

    /// `STOP` freezes it, `CONT` lets it go on.
    pub async fn signal(&self, signal: &str) {
        self.process.lock().await.as_ref().expect("it is running").signal(signal);
    }

    /// The address of a key space that no other test uses, so that rate
    /// limits and sessions of one test are never seen by another.
    pub fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        format!("redis://127.0.0.1:{}/{number}", self.port)
    }
}

/// What the server at this address answers to a command, as text.
pub fn ask(address: &str, command: &[&str]) -> String {
    let asked = Command::new("redis-cli").args(["-u", address]).args(command).output().unwrap();
    assert!(asked.status.success(), "{command:?}: {}", String::from_utf8_lossy(&asked.stderr));
    String::from_utf8(asked.stdout).unwrap().trim().to_owned()
}
