//! The statements for what is stored without a transaction around it; PostgreSQL
//! alone has them.

use sea_orm::DbBackend;

use super::{
    given::{given, with},
    rows::{ASKED, SENT, WAS},
    statements::{NO_QUOTES, SENT_ALONE, SENT_DRAFTS, found, sent},
};
use crate::{notification::when_sent, store::Text};

/// As under locks, of what nobody answers.
pub(super) static LOOK_UNLOCKED: Text =
    Text::new(|backend| with(backend, ASKED, &found(&NO_QUOTES).replace("{lock_free}", "")));
static WRITE_UNCHANGED: Text = Text::new(|_| unchanged(&SENT_ALONE, false));
static WRITE_UNCHANGED_AND_NOTIFY: Text = Text::new(|_| unchanged(&SENT_ALONE, true));
static WRITE_UNCHANGED_DRAFTS: Text = Text::new(|_| unchanged(&SENT_DRAFTS, false));
static WRITE_UNCHANGED_DRAFTS_AND_NOTIFY: Text = Text::new(|_| unchanged(&SENT_DRAFTS, true));

/// With drafts that are sent, and with somebody who may have to hear of it in
/// Telegram.
pub(super) fn write_unchanged(has_drafts: bool, notifies: bool) -> &'static Text {
    match (has_drafts, notifies) {
        (false, false) => &WRITE_UNCHANGED,
        (false, true) => &WRITE_UNCHANGED_AND_NOTIFY,
        (true, false) => &WRITE_UNCHANGED_DRAFTS,
        (true, true) => &WRITE_UNCHANGED_DRAFTS_AND_NOTIFY,
    }
}

/// Of what was asked for, that is free and has not changed since it was looked at: no
/// conversation, where each change takes a version, and not how far the author has
/// read. All other parts are about these alone.
const UNCHANGED: &str = "
    SELECT asked.* FROM asked
    JOIN conversations AS c ON c.id = asked.conversation_id AND c.version = asked.version - 1 {seen}
    JOIN members AS m ON m.conversation_id = c.id AND m.user_id = asked.author_id
         AND m.last_read_seq = asked.was_read_seq
         AND m.unread_from IS NOT DISTINCT FROM asked.was_unread_from
    FOR NO KEY UPDATE OF c, m SKIP LOCKED";

/// Nobody has written the row of the conversation between the beginning of the
/// statement and its lock. Whoever gives a notification back writes it, without a
/// version: what is seen of that notification would be older.
const SEEN: &str = "
         AND c.xmin = (SELECT seen.xmin FROM conversations AS seen
                       WHERE seen.id = asked.conversation_id)";

/// Gives back the places of what was written, with the notifications that are due.
fn unchanged(parts: &[&'static str], notifies: bool) -> String {
    let asked = given(DbBackend::Postgres, SENT.iter().chain(WAS));
    let parts = sent(DbBackend::Postgres, parts)
        .into_iter()
        .zip(1..)
        .map(|(part, n)| format!(", part_{n} AS ({part})\n"));
    let (seen, woken, told) = match notifies {
        true => (SEEN, format!(", woken AS ({})\n", when_sent()), TOLD),
        false => ("", String::new(), "SELECT place FROM given"),
    };
    let unchanged = UNCHANGED.replace("{seen}", seen);
    format!(
        "WITH asked AS MATERIALIZED ({asked}), given AS MATERIALIZED ({unchanged})\n{}{woken}{told}",
        parts.collect::<String>()
    )
}

const TOLD: &str = "SELECT given.place AS place, woken.user_id AS user_id,
        woken.conversation_id AS conversation_id, woken.rest AS rest
    FROM given LEFT JOIN woken ON woken.conversation_id = given.conversation_id";
