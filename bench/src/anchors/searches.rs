//! A search as the database's own work: one statement, as who knows the index writes it.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use super::pgbench;
use crate::fill::{
    Store,
    ids::{PEOPLE, SEARCHERS},
};

/// So many clients look for this word, each time as somebody else: median and 99th
/// percentile in milliseconds. `folder` is where PostgreSQL's programs are run.
pub fn searches(
    store: &Store,
    folder: &Path,
    word: &str,
    (clients, time): (u32, Duration),
) -> Result<[f64; 2], String> {
    match store {
        Store::Postgres { server, database } => {
            let run = pgbench::Run { server, database, folder };
            let reader = store.person(&format!("{PEOPLE} + :reader"));
            let script = format!(
                "\\set reader random(1, {SEARCHERS})\n{};\n",
                in_postgres(&reader, word).replace('\n', " ")
            );
            let (_, times) = run.script(&script, clients, time)?;
            Ok([0.5, 0.99].map(|quantile| times.milliseconds(quantile)))
        }
        Store::Sqlite { .. } => {
            // They wait in a line, so all of them for as long.
            let rate = in_threads(store, word, time)?;
            Ok([f64::from(clients) * 1000.0 / rate; 2])
        }
    }
}

/// The newest of what is found and can be seen, with what the page shows of it. The index
/// is asked first, whatever the planner thinks of members.
fn in_postgres(reader: &str, word: &str) -> String {
    format!(
        "WITH found AS MATERIALIZED (
             SELECT conversation_id, seq, at FROM message_words WHERE words @@ '{word}'::tsquery),
         hits AS MATERIALIZED (
             SELECT found.* FROM found
             JOIN members AS me
                  ON me.conversation_id = found.conversation_id AND me.user_id = {reader}
             WHERE found.seq >= me.first_seq ORDER BY found.at DESC LIMIT 21)
         SELECT m.body, m.created_at, u.display_name FROM hits
         JOIN messages AS m ON m.conversation_id = hits.conversation_id AND m.seq = hits.seq
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

/// How many a second all cores make, each with a connection of its own: readers do not
/// wait for each other.
fn in_threads(store: &Store, word: &str, time: Duration) -> Result<f64, String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let started = Instant::now();
    let one = |core: usize| -> Result<u64, String> {
        let connection = store.sqlite()?;
        let text = in_sqlite(&store.person("?1"), word);
        let statement = connection.prepare(&text);
        let mut statement = statement.map_err(|error| format!("SQLite: {error}"))?;
        let mut count = 0;
        while started.elapsed() < time {
            let reader = PEOPLE + 1 + (core as u64 + count) as u32 % SEARCHERS;
            let bodies = statement.query_map([reader], |row| row.get::<_, String>(0));
            let bodies = bodies.and_then(|bodies| bodies.collect::<Result<Vec<_>, _>>());
            bodies.map_err(|error| format!("SQLite: {error}"))?;
            count += 1;
        }
        Ok(count)
    };
    let counts: Result<Vec<u64>, String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|core| scope.spawn(move || one(core))).collect();
        let gave_up = |_| "a search gave up".to_owned();
        threads.into_iter().map(|thread| thread.join().map_err(gave_up)?).collect()
    });
    Ok(counts?.iter().sum::<u64>() as f64 / started.elapsed().as_secs_f64())
}
