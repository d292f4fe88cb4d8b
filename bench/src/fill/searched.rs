//! Much that was said, to be looked for.

use std::fmt::Write;

use super::{
    content::{Talks, people, talks, yesterday},
    group::group_of,
    ids::{GROUP, PEOPLE, SEARCHED, SEARCHERS},
    speech::{Speech, rare},
    store::Store,
};

/// Rows of one statement, and statements that are run together.
const ROWS: u32 = 1000;
const AT_ONCE: u32 = 20;
/// Between two messages: two millions are of two years.
const PAUSE: i64 = 30_000_000;
/// Messages with the rare word.
const RARE: u32 = 20;

/// So many messages: a fifth of them in a group of all who search, the rest in a thousand
/// conversations, in twenty of which each of them is. Natter is left to index them.
pub fn searched(store: &Store, password_hash: &str, messages: u32) -> Result<(), String> {
    people(store, password_hash)?;
    let pairs = Talks {
        range: (1, SEARCHED),
        number: "i",
        one: "i",
        other: &format!("{PEOPLE} + 1 + (i - 1) % {SEARCHERS}"),
        messages: 0,
    };
    talks(store, &pairs)?;
    group_of(store, (PEOPLE + 1, PEOPLE + SEARCHERS))?;
    said(store, messages)?;
    all_is_read(store)?;
    store.analyze()?;
    index(store)
}

fn said(store: &Store, messages: u32) -> Result<(), String> {
    let mut talk = Talk { speech: Speech::new(), last: vec![0; SEARCHED as usize + 1], messages };
    let statements: Vec<u32> = (0..messages.div_ceil(ROWS)).collect();
    for some in statements.chunks(AT_ONCE as usize) {
        let some = some.iter().map(|number| {
            let end = ((number + 1) * ROWS).min(messages);
            let rows: Vec<String> =
                (number * ROWS..end).map(|number| talk.row(store, number)).collect();
            format!(
                "INSERT INTO messages
                     (conversation_id, seq, version, author_id, nonce, body, format, created_at)
                 VALUES {}",
                rows.join(",")
            )
        });
        store.execute(&some.collect::<Vec<_>>().join(";\n"))?;
    }
    Ok(())
}

struct Talk {
    speech: Speech,
    /// The numbers of the last messages; the first is that of the group.
    last: Vec<u32>,
    messages: u32,
}

impl Talk {
    fn row(&mut self, store: &Store, number: u32) -> String {
        let in_group = self.speech.random(5) == 0;
        let place = if in_group { 0 } else { 1 + self.speech.random(SEARCHED) };
        let seq = self.last[place as usize] + 1;
        self.last[place as usize] = seq;
        let searcher = PEOPLE + 1 + place.checked_sub(1).unwrap_or(seq) % SEARCHERS;
        let author = if in_group || seq.is_multiple_of(3) { searcher } else { place };
        let conversation = if in_group { GROUP } else { place };
        let mut body = self.speech.message();
        let every = (self.messages / RARE).max(1);
        if number % every == every / 2 {
            // Writing to a String cannot fail.
            let _ = write!(body, " {}", rare());
        }
        format!(
            "({},{seq},{seq},{},'n{seq}','{body}','markdown',{})",
            store.known_uuid(&super::ids::conversation(conversation)),
            store.known_uuid(&super::ids::person(author)),
            yesterday() - i64::from(self.messages - number) * PAUSE
        )
    }
}

/// Conversations know what was said in them.
fn all_is_read(store: &Store) -> Result<(), String> {
    store.execute(
        "UPDATE conversations SET
             last_seq = (SELECT max(m.seq) FROM messages AS m WHERE m.conversation_id = conversations.id),
             version = (SELECT max(m.seq) FROM messages AS m WHERE m.conversation_id = conversations.id),
             last_message_at = (SELECT max(m.created_at) FROM messages AS m
                                WHERE m.conversation_id = conversations.id)
         WHERE id IN (SELECT conversation_id FROM messages);
         UPDATE members SET last_read_seq =
             (SELECT c.last_seq FROM conversations AS c WHERE c.id = members.conversation_id)",
    )
}

/// As an upgrade leaves it that is long over: nobody compares what has changed since.
fn index(store: &Store) -> Result<(), String> {
    store.execute(
        "INSERT INTO search_backlog (conversation_id, below_seq, at, version, since)
         SELECT id, last_seq, last_message_at, version, 0 FROM conversations WHERE last_seq > 0",
    )
}

/// Messages that are not indexed yet.
pub fn unindexed(store: &Store) -> Result<u32, String> {
    let row = store.row("SELECT COALESCE(SUM(below_seq), 0) FROM search_backlog")?;
    let first = row.first().and_then(|number| number.parse().ok());
    first.ok_or_else(|| format!("what is left to index: {row:?}"))
}

/// From now on no words of new messages are stored, nor put into the index; all else that
/// a send does stays the same.
pub fn without_words(store: &Store) -> Result<(), String> {
    store.execute(match store {
        Store::Postgres { .. } => {
            "CREATE OR REPLACE FUNCTION no_words() RETURNS trigger LANGUAGE plpgsql
                 AS 'BEGIN RETURN NULL; END';
             CREATE TRIGGER no_words BEFORE INSERT ON message_words
                 FOR EACH ROW EXECUTE FUNCTION no_words()"
        }
        Store::Sqlite { .. } => {
            "CREATE TRIGGER no_words BEFORE INSERT ON message_words
                 BEGIN SELECT RAISE(IGNORE); END"
        }
    })
}

pub fn with_words(store: &Store) -> Result<(), String> {
    store.execute(match store {
        Store::Postgres { .. } => "DROP TRIGGER no_words ON message_words",
        Store::Sqlite { .. } => "DROP TRIGGER no_words",
    })
}
