//! The statements that sending needs, whatever the number of messages and of their
//! conversations. Each is put together once.

use sea_orm::DbBackend;

use super::{
    given::with,
    rows::{ASKED, SENT, WANTED},
};
use crate::{
    notification::when_sent,
    search::{SENT_IN_POSTGRES, SENT_IN_SQLITE},
    store::Text,
};

pub(super) static LOCK: Text = Text::new(|backend| with(backend, WANTED, LOCKED));
static LOOK: Text = Text::new(|backend| with(backend, ASKED, &found(&NO_QUOTES)));
static LOOK_AT_QUOTES: Text = Text::new(|backend| with(backend, ASKED, &found(&QUOTES)));
static WRITE: Text = Text::new(|backend| together(backend, &sent(backend, &SENT_ALONE)));
static WRITE_AND_NOTIFY: Text = Text::new(|backend| notifying(backend, &SENT_ALONE));
static WRITE_DRAFTS: Text = Text::new(|backend| together(backend, &sent(backend, &SENT_DRAFTS)));
static WRITE_DRAFTS_AND_NOTIFY: Text = Text::new(|backend| notifying(backend, &SENT_DRAFTS));

/// What is seldom needed is in a statement of its own: to set up each table of a
/// plan takes PostgreSQL as long as to find a row in it.
pub(super) fn look(has_answers: bool) -> &'static Text {
    if has_answers { &LOOK_AT_QUOTES } else { &LOOK }
}

/// With drafts that are sent, and with somebody who may have to hear of it in
/// Telegram.
pub(super) fn write(has_drafts: bool, notifies: bool) -> &'static Text {
    match (has_drafts, notifies) {
        (false, false) => &WRITE,
        (false, true) => &WRITE_AND_NOTIFY,
        (true, false) => &WRITE_DRAFTS,
        (true, true) => &WRITE_DRAFTS_AND_NOTIFY,
    }
}

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

/// Locks what is free, and waits for nothing, so in whatever order. What was
/// changed after the statement began has another version by the time it is locked:
/// then what is seen of all else may be older, and counts as little as what somebody
/// else has locked. Who is no member need not wait to be told so.
const FOUND: &str = "
    , held AS MATERIALIZED (
        SELECT given.place, c.last_seq, c.version, m.first_seq, m.last_read_seq, m.unread_from
        FROM given
        JOIN conversations AS c ON c.id = given.conversation_id
        JOIN members AS m ON m.conversation_id = c.id AND m.user_id = given.author_id
        {lock_free})
    SELECT (SELECT {now}) AS at, held.last_seq AS last_seq, held.version AS version,
           CASE WHEN held.place IS NULL
                THEN (SELECT m.user_id FROM members AS m
                      WHERE m.conversation_id = given.conversation_id
                        AND m.user_id = given.author_id) IS NULL
                ELSE held.version = (SELECT seen.version FROM conversations AS seen
                                     WHERE seen.id = given.conversation_id)
           END AS is_free,
           held.last_read_seq AS last_read_seq, held.unread_from AS unread_from,
           (SELECT earlier.seq FROM messages AS earlier
            WHERE earlier.conversation_id = given.conversation_id
              AND earlier.author_id = given.author_id
              AND earlier.nonce = given.nonce) AS earlier_seq,
           before.author_id AS before_author, before.created_at AS before_at, {quoted}
    FROM given
    LEFT JOIN held ON held.place = given.place
    LEFT JOIN messages AS before ON before.conversation_id = given.conversation_id
         AND before.seq = held.last_seq AND before.format <> 'event' {quotes}
    ORDER BY given.place";

/// What is found of what is answered, and where.
pub(super) struct Quotes {
    columns: &'static str,
    tables: &'static str,
}

pub(super) const NO_QUOTES: Quotes =
    Quotes { columns: "CAST(NULL AS BIGINT) AS quoted_seq", tables: "" };

const QUOTES: Quotes = Quotes {
    columns: "quoted.seq AS quoted_seq, quoted.version AS quoted_version,
           quoted.body AS quoted_body, quoted.format AS quoted_format,
           quoted.deleted_at AS quoted_deleted_at, quoted.files AS quoted_files,
           quoted_author.display_name AS quoted_display_name",
    tables: "
    LEFT JOIN messages AS quoted ON quoted.conversation_id = given.conversation_id
         AND quoted.seq = given.reply_to AND quoted.seq >= held.first_seq
         AND quoted.deleted_at IS NULL AND quoted.format <> 'event'
         AND (SELECT count(*) FROM hidden_messages AS h WHERE h.user_id = given.author_id
                AND h.conversation_id = given.conversation_id AND h.seq = given.reply_to) = 0
    LEFT JOIN users AS quoted_author ON quoted_author.id = quoted.author_id",
};

pub(super) fn found(Quotes { columns, tables }: &Quotes) -> String {
    FOUND.replace("{quoted}", columns).replace("{quotes}", tables)
}

pub(super) const SENT_ALONE: [&str; 3] = [NUMBERED, READ, SAID];
pub(super) const SENT_DRAFTS: [&str; 4] = [NUMBERED, READ, DRAFTED, SAID];

const NUMBERED: &str = "
    UPDATE conversations AS c
    SET last_seq = given.seq, version = given.version, last_message_at = given.created_at
    FROM given WHERE c.id = given.conversation_id AND given.is_last";

const READ: &str = "
    UPDATE members AS m
    SET last_read_seq = given.last_read_seq, unread_from = given.unread_from
    FROM given WHERE m.conversation_id = given.conversation_id AND m.user_id = given.author_id
      AND given.is_authors_last";

/// Another text stays: another page may have begun it.
const DRAFTED: &str = "
    DELETE FROM drafts WHERE (user_id, conversation_id, body) IN (
        SELECT author_id, conversation_id, draft FROM given WHERE draft IS NOT NULL)";

const SAID: &str = "
    INSERT INTO messages
        (conversation_id, seq, version, author_id, nonce, body, created_at, format,
         attempt_hash, reply_to, forwarded_from, continues, mentions, files)
    SELECT conversation_id, seq, version, author_id, nonce, body, created_at, format,
           attempt_hash, reply_to, forwarded_from, continues, mentions, files
    FROM given ORDER BY place";

/// With what makes the messages found.
pub(super) fn sent(backend: DbBackend, parts: &[&'static str]) -> Vec<&'static str> {
    let words = match backend {
        DbBackend::Postgres => SENT_IN_POSTGRES,
        _ => SENT_IN_SQLITE,
    };
    words.iter().chain(parts).copied().collect()
}

fn notifying(backend: DbBackend, parts: &[&'static str]) -> String {
    let when_sent = when_sent();
    let parts = sent(backend, parts).into_iter().chain([&*when_sent]);
    together(backend, &parts.collect::<Vec<_>>())
}

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

/// Each with its rows, as SQLite takes them.
#[cfg(test)]
pub(super) fn of_sqlite() -> Vec<String> {
    let one = |columns, text: &str| with(DbBackend::Sqlite, columns, text);
    let look = [&NO_QUOTES, &QUOTES].map(|quotes| one(ASKED, &found(quotes)));
    let parts = sent(DbBackend::Sqlite, &SENT_DRAFTS);
    let write = parts.into_iter().map(|part| one(SENT, part));
    [one(WANTED, LOCKED)].into_iter().chain(look).chain(write).collect()
}
