//! A child process that cannot outlive its test.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use super::log::Log;
use super::wait::DEADLINE;
use super::{reaper, within};

/// What to start: built up, then started.
#[derive(Clone)]
pub struct Recipe {
    program: PathBuf,
    arguments: Vec<String>,
    environment: BTreeMap<String, String>,
    folder: PathBuf,
    last_signal: &'static str,
}

impl Recipe {
    /// The child sees a nearly empty environment, whoever runs the tests.
    pub fn new(program: impl Into<PathBuf>, folder: &Path) -> Self {
        let mut environment = BTreeMap::new();
        for name in ["PATH", "LLVM_PROFILE_FILE"] {
            if let Ok(value) = std::env::var(name) {
                environment.insert(name.to_owned(), value);
            }
        }
        environment.insert("HOME".to_owned(), folder.display().to_string());
        environment.insert("LC_ALL".to_owned(), "C.UTF-8".to_owned());
        Self {
            program: program.into(),
            arguments: Vec::new(),
            environment,
            folder: folder.to_owned(),
            last_signal: "KILL",
        }
    }

    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub fn arguments<'a>(self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        arguments.into_iter().fold(self, Self::argument)
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn sets<'a>(self, settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        settings.into_iter().fold(self, |recipe, (name, value)| recipe.set(name, value))
    }

    /// What the reaper sends, for programs that must tidy up themselves.
    pub fn last_signal(mut self, signal: &'static str) -> Self {
        self.last_signal = signal;
        self
    }

    /// The child waits for our word before it becomes the program, so that it
    /// is known to the reaper before it can leave anything behind. A file that
    /// may not grow is an error to it, as a full disk is, and not its death.
    pub fn start(self) -> Process {
        let mut child = Command::new("sh")
            .args(["-c", r#"trap "" XFSZ; read -r go && exec "$@""#, "sh"])
            .arg(&self.program)
            .args(&self.arguments)
            .env_clear()
            .envs(&self.environment)
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        reaper::watch(child.id(), self.last_signal);
        let log = Log::default();
        log.follow(child.stdout.take().unwrap());
        log.follow(child.stderr.take().unwrap());
        child.stdin.take().unwrap().write_all(b"go\n").unwrap();
        Process { child, log, name: self.program, ended: None }
    }

    /// Runs it to its end.
    pub async fn run(self) -> Ended {
        self.start().ended(DEADLINE).await
    }
}

pub struct Process {
    child: Child,
    pub log: Log,
    name: PathBuf,
    ended: Option<ExitStatus>,
}

/// How a process that has ended left.
pub struct Ended {
    pub status: ExitStatus,
    pub output: String,
}

impl Process {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `TERM`, `KILL`, `STOP`, `CONT` and the like.
    pub fn signal(&self, signal: &str) {
        let pid = self.pid().to_string();
        let done = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(done.unwrap().success(), "could not send {signal} to {pid}");
    }

    pub fn status(&mut self) -> Option<ExitStatus> {
        if self.ended.is_none() {
            self.ended = self.child.try_wait().unwrap();
            if self.ended.is_some() {
                reaper::forget(self.pid());
            }
        }
        self.ended
    }

    pub async fn ended(&mut self, deadline: Duration) -> Ended {
        let what = format!("the end of {}", self.name.display());
        let status = within(deadline, &what, async || self.status()).await;
        // The readers may lag behind the end by a moment.
        let quiet = async || self.log.is_read_to_the_end().then_some(());
        within(deadline, &what, quiet).await;
        Ended { status, output: self.log.text() }
    }

    /// The part of a line after `marker`, as soon as it has been printed.
    pub async fn announces(&mut self, marker: &str, deadline: Duration) -> String {
        let what = format!("{} to print {marker}", self.name.display());
        within(deadline, &what, async || {
            let found = self.log.after(marker);
            if found.is_none()
                && let Some(status) = self.status()
            {
                let (name, text) = (self.name.display(), self.log.text());
                panic!("{name} ended with {status} before it was ready:\n{text}");
            }
            found
        })
        .await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- log of {} ---\n{}", self.name.display(), self.log.text());
        }
        if self.status().is_none() {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
            reaper::forget(self.pid());
        }
    }
}
