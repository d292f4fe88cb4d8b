//! One small shell script per test process that outlives it, stops what the
//! process had started and deletes its folder. Destructors cannot promise
//! that: statics are never dropped, and SIGKILL runs nothing at all.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{LazyLock, Mutex};

use super::folder;

#[expect(clippy::zombie_processes, reason = "it waits for us, not we for it")]
static REAPER: LazyLock<Mutex<ChildStdin>> = LazyLock::new(|| {
    let child = Command::new("sh")
        .args(["-c", include_str!("reaper.sh"), "natter-test-reaper"])
        .arg(folder::root())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .current_dir("/")
        // A group of its own, so that what ends the tests does not end it.
        .process_group(0)
        .spawn()
        .unwrap();
    Mutex::new(child.stdin.unwrap())
});

/// From now on `pid` gets `signal` when the test process ends.
pub fn watch(pid: u32, signal: &str) {
    tell(&format!("start {signal} {pid}\n"));
}

/// `pid` has ended and may soon belong to somebody else.
pub fn forget(pid: u32) {
    tell(&format!("end {pid}\n"));
}

fn tell(line: &str) {
    let mut reaper = REAPER.lock().unwrap();
    reaper.write_all(line.as_bytes()).unwrap();
}
