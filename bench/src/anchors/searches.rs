//! A search as the database's own work: one statement, as who knows the index writes it.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use super::pgbench;
use crate::{
    fill::{
        Store,
        ids::{PEOPLE, SEARCHERS},
    },
    load::Histogram,
};

/// So many clients look for this word, each time as somebody else; how long it takes.
/// `folder` is where PostgreSQL's programs are run.
pub fn searches(
    store: &Store,
    folder: &Path,
    word: &str,
    (clients, time): (u32, Duration),
) -> Result<Histogram, String> {
    match store {
        Store::Postgres { server, database } => {
            let run = pgbench::Run { server, database, folder };
            let reader = store.person(&format!("{PEOPLE} + :reader"));
            let script = format!(
                "\\set reader random(1, {SEARCHERS})\n{};\n",
                in_postgres(&reader, word).replace('\n', " ")
            );
            run.script(&script, clients, time).map(|(_, times)| times)
        }
        Store::Sqlite { .. } => in_threads(store, word, clients, time),
    }
}

/// The newest of what is found and can be seen, with what the page shows of it.
fn in_postgres(reader: &str, word: &str) -> String {
    format!(
        "SELECT m.body, m.created_at, u.display_name FROM (
             SELECT w.conversation_id, w.seq FROM message_words AS w
             JOIN members AS me ON me.conversation_id = w.conversation_id AND me.user_id = {reader}
             WHERE w.words @@ '{word}'::tsquery AND w.seq >= me.first_seq
             ORDER BY w.at DESC LIMIT 21) AS hit
         JOIN messages AS m ON m.conversation_id = hit.conversation_id AND m.seq = hit.seq
         JOIN users AS u ON u.id = m.author_id"
    )
}

fn in_sqlite(reader: &str, word: &str) -> String {
    format!(
        "SELECT m.body, m.created_at, u.display_name FROM (
             SELECT w.conversation_id, w.seq FROM message_index AS f
             CROSS JOIN message_words AS w ON w.id = f.rowid
             CROSS JOIN members AS me
                  ON me.conversation_id = w.conversation_id AND me.user_id = {reader}
             WHERE f.message_index MATCH '{word}' AND w.seq >= me.first_seq
             ORDER BY f.rowid DESC LIMIT 21) AS hit
         JOIN messages AS m ON m.conversation_id = hit.conversation_id AND m.seq = hit.seq
         JOIN users AS u ON u.id = m.author_id"
    )
}

/// Each client with a connection of its own, as readers do not wait for each other.
fn in_threads(
    store: &Store,
    word: &str,
    clients: u32,
    time: Duration,
) -> Result<Histogram, String> {
    let started = Instant::now();
    let one = |client| -> Result<Vec<u64>, String> {
        let connection = store.sqlite()?;
        let text = in_sqlite(&store.person("?1"), word);
        let statement = connection.prepare(&text);
        let mut statement = statement.map_err(|error| format!("SQLite: {error}"))?;
        let mut times = Vec::new();
        while started.elapsed() < time {
            let reader = PEOPLE + 1 + (client + times.len() as u32) % SEARCHERS;
            let begun = Instant::now();
            let bodies = statement.query_map([reader], |row| row.get::<_, String>(0));
            let bodies = bodies.and_then(|bodies| bodies.collect::<Result<Vec<_>, _>>());
            bodies.map_err(|error| format!("SQLite: {error}"))?;
            times.push(begun.elapsed().as_nanos() as u64);
        }
        Ok(times)
    };
    let mut histogram = Histogram::default();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..clients).map(|client| scope.spawn(move || one(client))).collect();
        for thread in threads {
            let times = thread.join().map_err(|_| "a search gave up".to_owned())??;
            times.into_iter().for_each(|time| histogram.add(time));
        }
        Ok(histogram)
    })
}
