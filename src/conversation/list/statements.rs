//! The statements that lists are read with. Each is put together once.

use sea_orm::DbBackend;

use super::order::{IS_ARCHIVED, SPOKEN_AT, listed_after, older, place};
use crate::{
    conversation::{
        READ_UP_TO,
        kind::{KIND, with_peer},
        repository::{is_hidden, somebody_has_read},
    },
    message::{LOOKED_AT, MAY_COUNT, MOST_GONE_THROUGH, concerns, mentions, named},
    store::Text,
};

/// Unread messages beyond a page of the list are counted up to here.
pub(super) const MOST_BEYOND: i64 = 100;

/// Characters of a draft that are looked at for its line in the list.
pub(super) const MOST_OF_DRAFT: u32 = 500;

/// How many conversations this column's user has put away.
pub(super) fn count_archived(user: &str) -> String {
    format!(
        "(SELECT count(*) FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
          WHERE m.user_id = {user} AND {IS_ARCHIVED})"
    )
}

/// Conversations `c` as their members `m` have them, who are joined to them.
fn listed(spoken_at: &str, joined: &str) -> String {
    format!(
        "SELECT c.id AS id, c.kind AS kind, c.title AS title, c.version AS version,
                c.description AS description, c.is_open AS is_open,
                c.shows_history AS shows_history, c.members AS members, m.role AS role,
                c.avatar_id AS avatar_id, c.last_seq AS last_seq, {spoken_at} AS spoken_at,
                m.user_id AS user_id, m.first_seq AS first_seq, m.hidden AS hidden,
                m.pinned_at AS pinned_at,
                COALESCE(m.muted_until, 0) > {{now}} AS is_muted,
                {IS_ARCHIVED} AS is_archived, {READ_UP_TO} AS last_read_seq,
                m.last_read_seq + m.changes AS changes
         FROM {joined}"
    )
}

/// All of them, to choose from.
fn all() -> String {
    listed(SPOKEN_AT, "members AS m JOIN conversations AS c ON c.id = m.conversation_id")
}

/// Those after a cursor; see [`values`]. PostgreSQL would join all that `$1` is a
/// member of, but does not know that this is the same user.
fn joined_after() -> String {
    format!(
        "({}) AS c JOIN members AS m ON m.conversation_id = c.id AND m.user_id = c.user_id",
        listed_after()
    )
}

/// Whether a message `above` the pointer of this member counts: not when they,
/// who have hidden so many, have hidden it.
fn is_counted(hidden: &str, user: &str) -> String {
    let is_hidden = is_hidden(user, "c.id", "above.seq");
    format!("CASE WHEN {hidden} = 0 THEN TRUE ELSE NOT {is_hidden} END")
}

/// The last message of `c` that its member has not hidden. Only of those who
/// hide something is it looked for, and no further than they have hidden.
fn last_shown() -> String {
    format!(
        "CASE WHEN c.hidden = 0 THEN c.last_seq ELSE (
             SELECT shown.seq FROM messages AS shown
             WHERE shown.conversation_id = c.id AND shown.seq <= c.last_seq AND NOT {}
             ORDER BY shown.seq DESC LIMIT 1) END",
        is_hidden("c.user_id", "c.id", "shown.seq")
    )
}

/// The newest messages of the conversation `c` above a pointer, of those that may
/// count.
fn newest_above(pointer: &str, most: i64) -> String {
    format!(
        "WHERE conversation_id = c.id AND seq > {pointer}
           AND seq > c.last_seq - {MOST_GONE_THROUGH} AND {MAY_COUNT}
         ORDER BY seq DESC LIMIT {most}"
    )
}

/// Whether something unread mentions the member of `c`, found in the same scan as all
/// that is unread; only in groups is anybody mentioned.
fn is_mentioned() -> String {
    format!(
        "CASE WHEN c.kind = 'group' THEN EXISTS (SELECT 1 FROM (
             SELECT seq, author_id, mentions FROM messages {}) AS above
         WHERE {} AND author_id <> c.user_id AND {}) ELSE FALSE END",
        newest_above("c.last_read_seq", LOOKED_AT),
        mentions("c.user_id", "above"),
        is_counted("c.hidden", "c.user_id")
    )
}

/// The entries of those that are chosen, in order, with all they show.
/// Chosen before anything is joined to them: of a thousand conversations only a
/// page is looked at closer.
///
/// Unread are messages of others above the pointer, among the newest ones; the scan
/// is bounded, so a neglected conversation costs no more than any other. Own messages
/// use up the bound, so after very many of them the number is too small.
///
/// What is archived is counted for `whom`: once, where that is a value.
fn entries_of(chosen: &str, whom: &str) -> String {
    let place = place("c.spoken_at", "c.pinned_at");
    format!(
        "SELECT c.id AS id, c.user_id AS reader_id, c.version AS version,
                c.changes AS changes, c.last_read_seq AS last_read_seq,
                c.spoken_at AS last_message_at,
                {place} AS place, c.pinned_at IS NOT NULL AS is_pinned,
                c.is_muted AS is_muted,
                c.is_archived AS is_archived, {} AS archived,
                SUBSTR(draft.body, 1, {MOST_OF_DRAFT}) AS draft, c.role AS role, {KIND},
                last.author_id AS last_author_id, last_author.display_name AS last_author_name,
                last.body AS last_body, {{named last}} AS last_named,
                last.format AS last_format, last.files AS last_files,
                last.deleted_at AS last_deleted_at,
                CASE WHEN reader.shares_reading AND last.author_id = c.user_id
                     THEN {} ELSE FALSE END AS is_read,
                (SELECT count(*) FROM (
                     SELECT seq, author_id, deleted_at, format, body FROM messages
                     {}) AS above
                 WHERE author_id <> c.user_id AND deleted_at IS NULL AND {} AND {}) AS unread,
                {} AS is_mentioned
         FROM ({chosen}) AS c
         JOIN users AS reader ON reader.id = c.user_id
         {}
         LEFT JOIN drafts AS draft ON draft.user_id = c.user_id AND draft.conversation_id = c.id
         LEFT JOIN messages AS last ON last.conversation_id = c.id AND last.seq = {}
              AND last.seq >= c.first_seq
         LEFT JOIN users AS last_author ON last_author.id = last.author_id
         ORDER BY {place} DESC, c.id DESC",
        count_archived(whom),
        somebody_has_read("c.user_id", "last.seq"),
        newest_above("c.last_read_seq", LOOKED_AT),
        is_counted("c.hidden", "c.user_id"),
        concerns("c.user_id", "above"),
        is_mentioned(),
        with_peer("c.user_id"),
        last_shown()
    )
}

pub(super) static LISTED: Text = Text::new(|backend| with_names(backend, &listed_text()));
pub(super) static ARCHIVED: Text =
    Text::new(|backend| with_names(backend, &chosen_text(IS_ARCHIVED)));
pub(super) static UNREAD: Text = Text::new(|backend| {
    let which = format!("NOT {IS_ARCHIVED} AND {}", is_unread("$1"));
    with_names(backend, &chosen_text(&which))
});
pub(super) static GROUPS: Text = Text::new(|backend| {
    with_names(backend, &chosen_text(&format!("NOT {IS_ARCHIVED} AND m.in_group")))
});
pub(super) static ENTRIES: Text = Text::new(|backend| with_names(backend, &entries_text()));
pub(super) static UNREAD_BEYOND: Text = Text::new(|_| beyond_text());

/// With the names of those whom the last line of a group is about.
pub(super) fn with_names(backend: DbBackend, text: &str) -> String {
    text.replace("{named last}", &named(backend, "last"))
}

/// At most so many entries after the cursor.
fn listed_text() -> String {
    entries_of(&listed("c.spoken_at", &joined_after()), "$1")
}

/// At most `$4` entries of `$1` after the cursor `$2`, `$3`, of those that match. An
/// index has all that a member has archived, or their groups, but not in order.
fn chosen_text(which: &str) -> String {
    let chosen = format!(
        "{} WHERE m.user_id = $1 AND {which} AND {}
         ORDER BY {} DESC, c.id DESC LIMIT $4",
        all(),
        older(),
        place(SPOKEN_AT, "m.pinned_at")
    );
    entries_of(&chosen, "$1")
}

/// Whether anything of the conversation `c` is unread for its member, this user:
/// the same scan that counts it.
fn is_unread(user: &str) -> String {
    format!(
        "c.last_seq > {READ_UP_TO} AND EXISTS (SELECT 1 FROM (
             SELECT seq, author_id, deleted_at, format, body FROM messages {}) AS above
         WHERE author_id <> {user} AND deleted_at IS NULL AND {} AND {})",
        newest_above(READ_UP_TO, LOOKED_AT),
        is_counted("m.hidden", user),
        concerns(user, "above")
    )
}

/// The entries that the users of the pairs `$1` have of the conversations there.
fn entries_text() -> String {
    let chosen = format!("{} WHERE (m.user_id, m.conversation_id) IN {{pairs $1}}", all());
    entries_of(&chosen, "reader.id")
}

/// The unread messages of so many conversations of `$1` after the cursor.
fn beyond_text() -> String {
    format!(
        "SELECT CAST(COALESCE(SUM(beyond.unread), 0) AS BIGINT) AS unread FROM (
             SELECT (SELECT count(*) FROM (
                         SELECT seq, author_id, deleted_at, format, body FROM messages
                         {}) AS above
                     WHERE author_id <> $1 AND deleted_at IS NULL AND {} AND {}) AS unread
             FROM {} AND c.last_seq > {READ_UP_TO}
             LIMIT {MOST_BEYOND}) AS beyond",
        newest_above(READ_UP_TO, MOST_BEYOND),
        is_counted("m.hidden", "$1"),
        concerns("$1", "above"),
        joined_after()
    )
}
