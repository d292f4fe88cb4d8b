//! SQLite by itself: the two statements of a send in one transaction, one after
//! another, set as Natter sets it.

use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use super::sends::Sent;
use crate::{fill::Store, load::Histogram};

pub fn sends(store: &Store, conversations: u32, time: Duration) -> Result<Sent, String> {
    let connection = store.sqlite()?;
    let (mut histogram, started) = (Histogram::default(), Instant::now());
    let mut send = Send::new(store, &connection).map_err(|error| format!("SQLite: {error}"))?;
    let run = started.elapsed().as_nanos() ^ u128::from(std::process::id());
    while started.elapsed() < time {
        let (begun, number) = (Instant::now(), histogram.total);
        let nonce = format!("{:?}-{run}-{number}", started);
        let conversation = (number % u64::from(conversations)) as i64 + 1;
        let sent = send.run(conversation, &nonce);
        sent.map_err(|error| format!("SQLite: {error}"))?;
        histogram.add(begun.elapsed().as_nanos() as u64);
    }
    let rate = histogram.total as f64 / started.elapsed().as_secs_f64();
    Ok(Sent { rate, median: histogram.milliseconds(0.5) })
}

struct Send<'c> {
    begin: rusqlite::Statement<'c>,
    number: rusqlite::Statement<'c>,
    insert: rusqlite::Statement<'c>,
    commit: rusqlite::Statement<'c>,
}

impl<'c> Send<'c> {
    fn new(store: &Store, connection: &'c Connection) -> rusqlite::Result<Self> {
        let (conversation, person) = (store.conversation("?1"), store.person("?1"));
        Ok(Self {
            begin: connection.prepare("BEGIN IMMEDIATE")?,
            number: connection.prepare(&format!(
                "UPDATE conversations SET last_seq = last_seq + 1, version = version + 1,
                     last_message_at = last_message_at + 1
                 WHERE id = {conversation} RETURNING last_seq, version, last_message_at"
            ))?,
            insert: connection.prepare(&format!(
                "INSERT INTO messages
                     (conversation_id, seq, version, author_id, nonce, body, format, created_at)
                 VALUES ({conversation}, ?2, ?3, {person}, ?4, 'hello', 'markdown', ?5)"
            ))?,
            commit: connection.prepare("COMMIT")?,
        })
    }

    fn run(&mut self, conversation: i64, nonce: &str) -> rusqlite::Result<()> {
        self.begin.execute([])?;
        let numbered = self.number.query_row([conversation], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        });
        let (seq, version, at) = numbered?;
        self.insert.execute(params![conversation, seq, version, nonce, at])?;
        self.commit.execute([])?;
        Ok(())
    }
}
