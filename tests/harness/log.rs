//! What a process has printed so far.

use std::io::{BufRead, BufReader, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// Both outputs of a process, line by line, in the order they were read.
#[derive(Clone, Default)]
pub struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    readers: Arc<AtomicUsize>,
}

/// One request as the program wrote it down.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub route: String,
    pub status: u64,
    pub queries: u64,
    pub id: String,
    /// The browser fetched it before anybody asked for it.
    pub prefetch: bool,
    /// The id of who was signed in.
    pub user: Option<String>,
}

impl Log {
    /// Reads `output` to its end on a thread of its own.
    pub fn follow(&self, output: impl Read + Send + 'static) {
        let log = self.clone();
        self.readers.fetch_add(1, Ordering::SeqCst);
        std::thread::spawn(move || {
            let mut reader = BufReader::new(output);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                log.lines.lock().unwrap().push(text);
                line.clear();
            }
            log.readers.fetch_sub(1, Ordering::SeqCst);
        });
    }

    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    /// Nothing more can come: both outputs are closed.
    pub fn is_read_to_the_end(&self) -> bool {
        self.readers.load(Ordering::SeqCst) == 0
    }

    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// What follows `marker` in the first line that contains it, up to the
    /// next character that ends an address.
    pub fn after(&self, marker: &str) -> Option<String> {
        let log = self.lines.lock().unwrap();
        let line = log.iter().find(|line| line.contains(marker))?;
        let rest = &line[line.find(marker)? + marker.len()..];
        let end = rest.find(|c: char| c == '"' || c == '/' || c.is_whitespace());
        Some(rest[..end.unwrap_or(rest.len())].to_owned())
    }

    /// The rest of the first line that contains `marker`.
    pub fn line_with(&self, marker: &str) -> Option<String> {
        let log = self.lines.lock().unwrap();
        log.iter().find_map(|line| Some(line.split_once(marker)?.1.to_owned()))
    }

    /// The requests for `route` so far, oldest first.
    pub fn requests(&self, method: &str, route: &str) -> Vec<Request> {
        let log = self.lines.lock().unwrap();
        log.iter()
            .filter(|line| line.contains("natter::request"))
            .filter_map(|line| request(line))
            .filter(|request| request.method == method && request.route == route)
            .collect()
    }

    /// What a part of the program has written down, where `RUST_LOG` asks for it.
    pub fn messages_of(&self, target: &str) -> Vec<String> {
        let lines = self.lines();
        let entries = lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let entries = entries.filter(|entry| entry["target"] == target);
        entries.filter_map(|entry| Some(entry["fields"]["message"].as_str()?.to_owned())).collect()
    }
}

fn request(line: &str) -> Option<Request> {
    let line: Value = serde_json::from_str(line).ok()?;
    let fields = &line["fields"];
    Some(Request {
        method: fields["method"].as_str()?.to_owned(),
        route: fields["route"].as_str()?.to_owned(),
        status: fields["status"].as_u64()?,
        queries: fields["queries"].as_u64()?,
        id: fields["request_id"].as_str()?.to_owned(),
        prefetch: fields["prefetch"].as_bool().unwrap_or_default(),
        user: fields["user"].as_str().map(str::to_owned),
    })
}
