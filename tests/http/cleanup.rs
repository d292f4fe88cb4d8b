//! The harness itself: nothing is left behind, however a run ends.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::log::Log;
use crate::harness::{Chat, Place, eventually, folder};

const VICTIM: &str = "NATTER_TEST_VICTIM";

/// Only does something inside a process that the test below started.
#[tokio::test]
async fn a_victim_waits_to_be_killed() {
    if std::env::var(VICTIM).is_err() {
        return;
    }
    let chat = Chat::at(Place::fresh().await, &[]).await;
    chat.person("ada").await;
    println!("folder {}", folder::root().display());
    println!("ready now");
    std::future::pending::<()>().await;
}

/// The processes that run in or from this folder.
fn processes(folder: &str) -> Vec<String> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let numbers = all.filter(|entry| entry.file_name().as_encoded_bytes()[0].is_ascii_digit());
    let inside = numbers.filter(|process| {
        let current = std::fs::read_link(process.path().join("cwd")).unwrap_or_default();
        let arguments = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        let arguments = String::from_utf8_lossy(&arguments).into_owned();
        current.starts_with(folder) || arguments.contains(folder)
    });
    inside.map(|process| process.file_name().display().to_string()).collect()
}

#[tokio::test]
async fn a_killed_test_process_leaves_neither_processes_nor_files() {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "cleanup::a_victim_waits_to_be_killed", "--nocapture"])
        .env(VICTIM, "yes")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let log = Log::default();
    log.follow(victim.stdout.take().unwrap());
    log.follow(victim.stderr.take().unwrap());
    eventually("the victim to be ready", async || log.line_with("ready now")).await;
    let folder = log.line_with("folder ").unwrap();
    // The program and its reaper; in full mode the servers, too.
    assert!(processes(&folder).len() >= 2, "{}", log.text());

    victim.kill().unwrap();
    victim.wait().unwrap();
    eventually("everything to be gone", async || {
        let gone = processes(&folder).is_empty() && !Path::new(&folder).exists();
        gone.then_some(())
    })
    .await;
}
