//! A child process that does not outlive the run.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::machine::as_helper;

const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(1);

/// What to start, in a nearly empty environment.
pub struct Recipe {
    folder: PathBuf,
    name: String,
    command: Command,
    by_postgres: bool,
    arguments: Vec<String>,
    program: PathBuf,
}

impl Recipe {
    pub fn new(program: impl Into<PathBuf>, folder: &Path) -> Self {
        let program = program.into();
        // It ends with us, however we end.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]).current_dir(folder).env_clear();
        command.env("HOME", folder).env("LC_ALL", "C.UTF-8");
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self {
            folder: folder.to_owned(),
            name,
            command,
            by_postgres: false,
            arguments: Vec::new(),
            program,
        }
    }

    pub fn arguments<'a>(mut self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        self.arguments.extend(arguments.into_iter().map(str::to_owned));
        self
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// By the user of PostgreSQL, which refuses to run as root.
    pub fn by_postgres(mut self) -> Self {
        self.by_postgres = true;
        self
    }

    fn command(&mut self) -> &mut Command {
        if self.by_postgres {
            self.command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        }
        self.command.arg("--").arg(&self.program).args(&self.arguments)
    }

    /// Starts it; what it says goes to a file of its name.
    pub fn start(mut self) -> Result<Process, String> {
        let log = self.folder.join(format!("{}.log", self.name));
        let mut spawn = || -> std::io::Result<Child> {
            let file = File::create(&log)?;
            let errors = file.try_clone()?;
            self.command().stdin(Stdio::null()).stdout(file).stderr(errors).spawn()
        };
        let child = spawn();
        let child = child.map_err(|error| format!("{}: {error}", self.name))?;
        Ok(Process { child, log, name: self.name, last_signal: Signal::KILL })
    }

    /// Runs it to its end with this input, and returns what it said.
    pub fn run(mut self, input: &str) -> Result<String, String> {
        let run = || -> std::io::Result<std::process::Output> {
            let piped = self.command().stdin(Stdio::piped()).stdout(Stdio::piped());
            let mut child = piped.stderr(Stdio::piped()).spawn()?;
            if let Some(mut stdin) = child.stdin.take() {
                stdin.write_all(input.as_bytes())?;
            }
            child.wait_with_output()
        };
        let output = as_helper(run);
        let output = output.map_err(|error| format!("{}: {error}", self.name))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{} has failed: {said}", self.name));
        }
        String::from_utf8(output.stdout).map_err(|error| format!("{}: {error}", self.name))
    }
}

pub struct Process {
    child: Child,
    log: PathBuf,
    name: String,
    last_signal: Signal,
}

impl Process {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it is sent at the end, when it must tidy up itself.
    pub fn last_signal(mut self, signal: Signal) -> Self {
        self.last_signal = signal;
        self
    }

    /// Waits until `is_ready`; an error with its log when it has ended before.
    pub fn until(&mut self, mut is_ready: impl FnMut(&str) -> bool) -> Result<(), String> {
        let started = Instant::now();
        loop {
            let ended = self.child.try_wait().map_err(|error| error.to_string())?;
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            if is_ready(&log) {
                return Ok(());
            }
            if ended.is_some() || started.elapsed() > PATIENCE {
                return Err(format!("{} is not ready:\n{log}", self.name));
            }
            sleep(LOOK);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when it has ended.
        let _ = kill_process(Pid::from_child(&self.child), self.last_signal);
        let _ = self.child.wait();
    }
}
