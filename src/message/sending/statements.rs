//! The statements that sending needs, whatever the number of messages and of their
//! conversations. Each is put together once.

use sea_orm::DbBackend;

use super::rows::{ASKED, Columns, Holds, SENT, WANTED};
use crate::{notification::when_sent, store::Text};

pub(super) static LOCK: Text = Text::new(|backend| with(backend, WANTED, LOCKED));
pub(super) static LOOK: Text = Text::new(|backend| with(backend, ASKED, FOUND));
pub(super) static WRITE: Text = Text::new(|backend| together(backend, &WRITTEN));
/// The same where somebody may have to hear of it in Telegram.
pub(super) static WRITE_AND_NOTIFY: Text = Text::new(|backend| {
    let [conversations, members, drafts, messages] = WRITTEN;
    together(backend, &[conversations, members, drafts, messages, &when_sent()])
});

/// Waits for conversations, and then for how far their authors have read, in the
/// order of their ids, as everywhere. Of all else a statement sees what was there
/// when it began, so all else is looked at by the next.
const LOCKED: &str = "
    , held AS MATERIALIZED (
        SELECT c.id FROM conversations AS c
        WHERE c.id IN (SELECT conversation_id FROM given) ORDER BY c.id {lock})
    SELECT m.user_id FROM members AS m
    WHERE (m.conversation_id, m.user_id) IN (
        SELECT given.conversation_id, given.author_id FROM given
        JOIN held ON held.id = given.conversation_id)
    ORDER BY m.conversation_id, m.user_id {lock}";

/// Locks what is free, and waits for nothing. What was changed after the statement
/// began has another version by the time it is locked: then what is seen of all
/// else may be older, and counts as little as what somebody else has locked.
const FOUND: &str = "
    , held AS MATERIALIZED (
        SELECT c.id, c.last_seq, c.version FROM conversations AS c
        WHERE c.id IN (SELECT conversation_id FROM given) ORDER BY c.id {lock_free}),
    me AS MATERIALIZED (
        SELECT m.conversation_id, m.user_id, m.first_seq, m.last_read_seq, m.unread_from
        FROM members AS m
        WHERE (m.conversation_id, m.user_id) IN (
            SELECT given.conversation_id, given.author_id FROM given
            JOIN held ON held.id = given.conversation_id)
        ORDER BY m.conversation_id, m.user_id {lock_free})
    SELECT (SELECT {now}) AS at, held.last_seq AS last_seq, held.version AS version,
           COALESCE(held.version = seen.version, seen.id IS NULL)
               AND (me.user_id IS NOT NULL OR member.user_id IS NULL) AS is_free,
           me.last_read_seq AS last_read_seq, me.unread_from AS unread_from,
           earlier.seq AS earlier_seq, before.author_id AS before_author,
           before.created_at AS before_at, quoted.seq AS quoted_seq,
           quoted.version AS quoted_version, quoted.body AS quoted_body,
           quoted.format AS quoted_format, quoted.deleted_at AS quoted_deleted_at,
           quoted_author.display_name AS quoted_display_name
    FROM given
    LEFT JOIN held ON held.id = given.conversation_id
    LEFT JOIN conversations AS seen ON seen.id = given.conversation_id
    LEFT JOIN me ON me.conversation_id = given.conversation_id AND me.user_id = given.author_id
    LEFT JOIN members AS member ON member.conversation_id = given.conversation_id
         AND member.user_id = given.author_id
    LEFT JOIN messages AS earlier ON earlier.conversation_id = given.conversation_id
         AND earlier.author_id = given.author_id AND earlier.nonce = given.nonce
    LEFT JOIN messages AS before ON before.conversation_id = given.conversation_id
         AND before.seq = held.last_seq AND before.format <> 'event'
    LEFT JOIN messages AS quoted ON quoted.conversation_id = given.conversation_id
         AND quoted.seq = given.reply_to AND quoted.seq >= me.first_seq
         AND quoted.deleted_at IS NULL AND quoted.format <> 'event'
         AND (SELECT count(*) FROM hidden_messages AS h WHERE h.user_id = given.author_id
                AND h.conversation_id = given.conversation_id AND h.seq = given.reply_to) = 0
    LEFT JOIN users AS quoted_author ON quoted_author.id = quoted.author_id
    ORDER BY given.place";

/// Table by table.
const WRITTEN: [&str; 4] = [
    "UPDATE conversations AS c
     SET last_seq = given.seq, version = given.version, last_message_at = given.created_at
     FROM given WHERE c.id = given.conversation_id AND given.is_last",
    "UPDATE members AS m
     SET last_read_seq = given.last_read_seq, unread_from = given.unread_from
     FROM given WHERE m.conversation_id = given.conversation_id AND m.user_id = given.author_id
       AND given.is_authors_last",
    // Another text stays: another page may have begun it.
    "DELETE FROM drafts WHERE (user_id, conversation_id, body) IN (
         SELECT author_id, conversation_id, draft FROM given WHERE draft IS NOT NULL)",
    "INSERT INTO messages
         (conversation_id, seq, version, author_id, nonce, body, created_at, format,
          attempt_hash, reply_to, forwarded_from, continues)
     SELECT conversation_id, seq, version, author_id, nonce, body, created_at, format,
            attempt_hash, reply_to, forwarded_from, continues
     FROM given ORDER BY place",
];

/// One statement of several that write: PostgreSQL has them in one, SQLite takes
/// one after the other.
fn together(backend: DbBackend, parts: &[&str]) -> String {
    if backend == DbBackend::Sqlite {
        let parts: Vec<String> = parts.iter().map(|part| with(backend, SENT, part)).collect();
        return parts.join(";\n");
    }
    let [before @ .., last] = parts else { return String::new() };
    let before = before.iter().zip(1..).map(|(part, n)| format!(", part_{n} AS ({part})\n"));
    with(backend, SENT, &(before.collect::<String>() + last))
}

/// A statement about the rows that are `given`.
fn with(backend: DbBackend, columns: Columns, text: &str) -> String {
    let columns = std::iter::once(&("place", Holds::Number)).chain(columns);
    let (rows, [lock, lock_free]) = match backend {
        DbBackend::Sqlite => (of_json_each(columns), [""; 2]),
        _ => (of_recordset(columns), ["FOR NO KEY UPDATE", "FOR NO KEY UPDATE SKIP LOCKED"]),
    };
    let text = text.replace("{lock}", lock).replace("{lock_free}", lock_free);
    format!("WITH given AS MATERIALIZED ({rows})\n{text}")
}

fn of_json_each<'c>(columns: impl Iterator<Item = &'c (&'static str, Holds)>) -> String {
    let columns: Vec<String> = columns.map(|(name, holds)| holds.of_json(name)).collect();
    format!("SELECT {} FROM json_each($1)", columns.join(", "))
}

/// Of rows from JSON PostgreSQL expects a hundred, and would rather read a table
/// whole than look for each; of those in a range it expects one.
fn of_recordset<'c>(columns: impl Iterator<Item = &'c (&'static str, Holds)>) -> String {
    let columns: Vec<String> =
        columns.map(|(name, holds)| format!("{name} {}", holds.name())).collect();
    format!(
        "SELECT * FROM json_to_recordset(CAST($1 AS json)) AS rows({})
         WHERE place BETWEEN 0 AND 1000000",
        columns.join(", ")
    )
}

/// Each with its rows, as SQLite takes them.
#[cfg(test)]
pub(super) fn of_sqlite() -> Vec<String> {
    let one = |columns, text| with(DbBackend::Sqlite, columns, text);
    let write = WRITTEN.iter().map(|part| one(SENT, part));
    [one(WANTED, LOCKED), one(ASKED, FOUND)].into_iter().chain(write).collect()
}
