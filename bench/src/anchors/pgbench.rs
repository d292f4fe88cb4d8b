//! PostgreSQL by its own pgbench: a prepared statement, by so many clients.

use std::{fs, path::Path, time::Duration};

use super::sends::Sent;
use crate::{fill::Store, load::Histogram, servers::Postgres};

const SCRIPT: &str = "script.pgbench";
/// How the files begin in which it notes each transaction.
const LOG: &str = "pgbench_log";

pub struct Run<'r> {
    pub server: &'r Postgres,
    pub database: &'r str,
    pub folder: &'r Path,
}

impl Run<'_> {
    pub fn sends(
        &self,
        store: &Store,
        clients: u32,
        conversations: u32,
        time: Duration,
    ) -> Result<Sent, String> {
        let (rate, times) = self.script(&send(store, conversations), clients, time)?;
        Ok(Sent { rate, median: times.milliseconds(0.5) })
    }

    /// How many a second, and how long each took.
    pub fn script(
        &self,
        script: &str,
        clients: u32,
        time: Duration,
    ) -> Result<(f64, Histogram), String> {
        self.server.keep(SCRIPT, script)?;
        let (clients, time) = (clients.to_string(), time.as_secs().max(1).to_string());
        let threads = if clients == "1" { "1" } else { "2" };
        let said = self
            .server
            .program("pgbench")
            .arguments(["--no-vacuum", "--protocol=prepared", "--file", SCRIPT, "--log"])
            .arguments(["--client", &clients, "--jobs", threads, "--time", &time, self.database])
            .run("")?;
        let rate = rate(&said).ok_or_else(|| format!("pgbench has said: {said}"))?;
        Ok((rate, self.take_times()?))
    }

    /// Of each transaction that was noted.
    fn take_times(&self) -> Result<Histogram, String> {
        let mut times = Histogram::default();
        let entries = fs::read_dir(self.folder).map_err(|error| error.to_string())?;
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !name.starts_with(LOG) {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
            text.lines().filter_map(nanoseconds).for_each(|time| times.add(time));
            fs::remove_file(&path).map_err(|error| error.to_string())?;
        }
        Ok(times)
    }
}

fn send(store: &Store, conversations: u32) -> String {
    format!(
        "\\set c random(1, {conversations})\n\
         WITH numbered AS (\
         UPDATE conversations SET last_seq = last_seq + 1, version = version + 1, \
         last_message_at = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint \
         WHERE id = {} RETURNING id, last_seq, version, last_message_at) \
         INSERT INTO messages \
         (conversation_id, seq, version, author_id, nonce, body, format, created_at) \
         SELECT id, last_seq, version, {}, gen_random_uuid()::text, 'hello', 'markdown', \
         last_message_at FROM numbered RETURNING seq;\n",
        store.conversation(":c"),
        store.person(":c")
    )
}

/// Out of `tps = 16200.12 (without initial connection time)`.
fn rate(said: &str) -> Option<f64> {
    said.split_once("tps = ")?.1.split_whitespace().next()?.parse().ok()
}

/// Out of a line `client number microseconds …`.
fn nanoseconds(line: &str) -> Option<u64> {
    let microseconds: u64 = line.split(' ').nth(2)?.parse().ok()?;
    Some(microseconds * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pgbench_says_is_understood() {
        let said = "latency average = 1.0 ms\ntps = 16200.125 (without initial connection time)\n";
        assert_eq!(rate(said), Some(16200.125));
        assert_eq!(rate("no"), None);
        assert_eq!(nanoseconds("0 199 2241 0 1175850568 995598"), Some(2_241_000));
    }
}
