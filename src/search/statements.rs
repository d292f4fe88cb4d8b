//! The statements that a search is made of. Each is put together once.
//!
//! The reader's membership, where their history begins and what they have hidden is a
//! part of each that finds messages. Unless it says otherwise `$1` is the reader, `$2` the
//! question, `$3` to `$5` the cursor (when, conversation, number), `$6` the time from
//! which on.

use sea_orm::DbBackend;

use crate::{
    conversation::{KIND, with_peer},
    store::Text,
};

/// Hits of a page, and one that tells whether there are more.
pub(super) const PAGE: usize = 20;
/// Of so many conversations, those that somebody has spoken in last, so many messages
/// are looked through before the index is asked.
const MOST_CONVERSATIONS: usize = 500;
const LOOKED_THROUGH: usize = 4_000;
/// With SQLite so many that have what is asked for, whoever's they are.
const LOOKED_THROUGH_BACKWARDS: usize = 1_000;
/// In one conversation so many.
pub(super) const LOOKED_THROUGH_IN_ONE: i64 = 20_000;
/// What so many messages have is read whole and sorted, whoever's they are. Of a word
/// that they do not know the statistics say that up to one message in two hundred has it.
pub(super) const MOST_RARE: i64 = 3_000;
pub(super) const MOST_EXPECTED: f64 = 10_000.0;
/// More hits in one conversation are not counted.
pub(super) const MOST_IN_ONE: usize = 1_000;

/// Whether this user has hidden nothing, or not this.
fn is_shown(hidden: &str, user: &str, conversation: &str, seq: &str) -> String {
    format!(
        "CASE WHEN {hidden} = 0 THEN TRUE ELSE (
             SELECT count(*) FROM hidden_messages AS h WHERE h.user_id = {user}
               AND h.conversation_id = {conversation} AND h.seq = {seq}) = 0 END"
    )
}

/// The `hits` with all that is shown of them.
fn shown(backend: DbBackend) -> String {
    let (join, place, order) = match backend {
        DbBackend::Postgres => ("JOIN", "", "hit.at DESC, hit.conversation_id DESC, hit.seq DESC"),
        // In this order: SQLite once began with all that the reader can see.
        _ => ("CROSS JOIN", "hit.id AS place, ", "place DESC"),
    };
    format!(
        "SELECT {place}hit.conversation_id AS conversation_id, hit.seq AS seq,
                m.created_at AS created_at, m.body AS body, m.format AS format, m.files AS files, m.deleted_at AS deleted_at,
                u.username AS author_username, u.display_name AS author_display_name,
                u.avatar_id AS author_avatar_id, hit.role AS role, {KIND}
         FROM hits AS hit
         {join} messages AS m ON m.conversation_id = hit.conversation_id AND m.seq = hit.seq
         {join} users AS u ON u.id = m.author_id
         {join} conversations AS c ON c.id = hit.conversation_id
         {}
         ORDER BY {order}",
        with_peer("$1")
    )
}

/// What the index has, newest first. Nothing but the index can answer the first part:
/// else PostgreSQL might go through all that a member can see.
pub(super) static FIND: Text = Text::new(|backend| match backend {
    DbBackend::Postgres => find_in_postgres(),
    _ => find_in_sqlite(),
});

const ASKED: &str = "WITH asked AS MATERIALIZED (SELECT CAST($2 AS tsquery) AS question)";

fn find_in_postgres() -> String {
    format!("{}\n{}", found_in_postgres(""), shown(DbBackend::Postgres))
}

/// The same of what is rare, for PostgreSQL alone; beside the hits stands how many
/// messages have it. Where that is more than was expected the hits are any of them.
pub(super) static FIND_RARE: Text = Text::new(|_| {
    format!(
        "{}
         SELECT size.found AS found, shown.*
         FROM (SELECT count(*) AS found FROM found) AS size LEFT JOIN ({}) AS shown ON TRUE
         ORDER BY shown.created_at DESC, shown.conversation_id DESC, shown.seq DESC",
        found_in_postgres(&format!("LIMIT {MOST_RARE} + 1")),
        shown(DbBackend::Postgres)
    )
});

fn found_in_postgres(limit: &str) -> String {
    format!(
        "{ASKED}, found AS MATERIALIZED (
             SELECT w.conversation_id, w.seq, w.at FROM message_words AS w
             WHERE w.words @@ (SELECT question FROM asked) AND w.at >= $6
               AND (w.at, w.conversation_id, w.seq) < ($3, $4, $5) {limit}),
         hits AS MATERIALIZED (
             SELECT found.conversation_id, found.seq, found.at, me.role FROM found
             JOIN members AS me ON me.conversation_id = found.conversation_id AND me.user_id = $1
             WHERE found.seq >= me.first_seq AND {}
             ORDER BY found.at DESC, found.conversation_id DESC, found.seq DESC LIMIT {})",
        is_shown("me.hidden", "$1", "found.conversation_id", "found.seq"),
        PAGE + 1
    )
}

/// What the index has below the cursor, as a condition on its numbers. A message that the
/// reader cannot see tells nothing, not even when it was said.
const BELOW: &str = "f.message_index MATCH $2 AND f.rowid < COALESCE(
    (SELECT last.id FROM message_words AS last
     JOIN members AS me ON me.conversation_id = last.conversation_id AND me.user_id = $1
     WHERE last.conversation_id = $4 AND last.seq = $5 AND last.seq >= me.first_seq),
    $3 / 1000 * 1024)";
const SINCE: &str = "$6 / 1000 * 1024";

/// FTS5 goes backwards along its numbers, and only as far as the page needs.
fn find_in_sqlite() -> String {
    format!("WITH {}\n{}", hits_in_sqlite(SINCE), shown(DbBackend::Sqlite))
}

/// The same among the newest so many that have it, for SQLite alone. Beside the hits
/// stands whether there are more that have it.
pub(super) static FIND_BACKWARDS: Text = Text::new(|_| {
    format!(
        "WITH edge AS MATERIALIZED (
             SELECT f.rowid AS id FROM message_index AS f
             WHERE {BELOW} AND f.rowid >= {SINCE}
             ORDER BY f.rowid DESC LIMIT 1 OFFSET {LOOKED_THROUGH_BACKWARDS}),
         {}
         SELECT (SELECT id FROM edge) IS NOT NULL AS is_more, shown.*
         FROM (SELECT 1) AS one LEFT JOIN ({}) AS shown ON TRUE ORDER BY shown.place DESC",
        hits_in_sqlite(&format!("COALESCE((SELECT id FROM edge), {SINCE})")),
        shown(DbBackend::Sqlite)
    )
});

fn hits_in_sqlite(from: &str) -> String {
    format!(
        "hits AS MATERIALIZED (
             SELECT w.conversation_id, w.seq, w.id, me.role FROM message_index AS f
             CROSS JOIN message_words AS w ON w.id = f.rowid
             CROSS JOIN members AS me
                  ON me.conversation_id = w.conversation_id AND me.user_id = $1
             WHERE {BELOW} AND f.rowid >= {from} AND w.seq >= me.first_seq AND {}
             ORDER BY f.rowid DESC LIMIT {})",
        is_shown("me.hidden", "$1", "w.conversation_id", "w.seq"),
        PAGE + 1
    )
}

/// What is found among the newest messages before the cursor, for PostgreSQL alone: a
/// common word is there often enough, and nobody has to sort all that have it. Beside the
/// hits stands how far back all was looked at, none where that is all there is, from when
/// on, and where the reader is a member, with how many conversations those are.
pub(super) static WALK: Text = Text::new(|_| walk(""));
/// The same in the conversations `$7`.
pub(super) static WALK_WITHIN: Text = Text::new(|_| walk("AND m.conversation_id IN {uuids $7}"));

/// From each conversation as many, where numbers grow with time. Older than the oldest
/// that was looked at in one that goes on may be something that was not, so a hit counts
/// only when it is newer.
fn walk(within: &str) -> String {
    format!(
        "{ASKED}, mine AS MATERIALIZED (
             SELECT m.conversation_id, m.role, m.first_seq, m.hidden, c.last_message_at,
                    COALESCE((SELECT later.seq FROM messages AS later
                              WHERE later.conversation_id = m.conversation_id
                                AND later.created_at > $3
                              ORDER BY later.created_at LIMIT 1) - 1, c.last_seq) AS last_seq
             FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
             WHERE m.user_id = $1 {within}
             ORDER BY c.last_message_at DESC LIMIT {MOST_CONVERSATIONS} + 1),
         room AS MATERIALIZED (
             SELECT {LOOKED_THROUGH} / GREATEST(count(*), 1) AS most, count(*) AS conversations,
                    MIN(last_message_at) AS oldest,
                    string_agg(replace(CAST(conversation_id AS text), '-', ''), ' ') AS own
             FROM mine),
         looked AS MATERIALIZED (
             SELECT mine.conversation_id, mine.role, mine.hidden, w.seq, w.at, w.is_hit
             FROM mine CROSS JOIN LATERAL (
                 SELECT w.seq, w.at, w.words @@ (SELECT question FROM asked) AS is_hit
                 FROM message_words AS w
                 WHERE w.conversation_id = mine.conversation_id
                   AND w.seq BETWEEN mine.first_seq AND mine.last_seq
                 ORDER BY w.seq DESC LIMIT (SELECT most FROM room)) AS w),
         edge AS MATERIALIZED (
             SELECT MAX(cut.at) AS at FROM (
                 SELECT MIN(at) AS at FROM looked GROUP BY conversation_id
                 HAVING count(*) >= (SELECT most FROM room)
                 UNION ALL
                 SELECT oldest FROM room WHERE conversations > {MOST_CONVERSATIONS}) AS cut),
         hits AS MATERIALIZED (
             SELECT looked.conversation_id, looked.seq, looked.at, looked.role FROM looked
             WHERE looked.is_hit AND looked.at >= $6
               AND looked.at > COALESCE((SELECT at FROM edge), -1)
               AND (looked.at, looked.conversation_id, looked.seq) < ($3, $4, $5) AND {}
             ORDER BY looked.at DESC, looked.conversation_id DESC, looked.seq DESC LIMIT {})
         SELECT edge.at AS edge, (SELECT MAX(at) FROM looked) AS newest, room.own AS own,
                room.conversations AS conversations, shown.*
         FROM edge CROSS JOIN room LEFT JOIN ({}) AS shown ON TRUE
         ORDER BY shown.created_at DESC, shown.conversation_id DESC, shown.seq DESC",
        is_shown("looked.hidden", "$1", "looked.conversation_id", "looked.seq"),
        PAGE + 1,
        shown(DbBackend::Postgres)
    )
}

/// The numbers of what is found in the conversation `$3` from `$4` on, said between `$5`
/// and `$6`, newest first.
pub(super) static FIND_IN_ONE: Text = Text::new(|backend| {
    let is_shown = is_shown("$7", "$1", "$3", "w.seq");
    let limit = MOST_IN_ONE + 1;
    match backend {
        DbBackend::Postgres => format!(
            "{ASKED}, found AS MATERIALIZED (
                 SELECT w.conversation_id, w.seq, w.at FROM message_words AS w
                 WHERE w.words @@ (SELECT question FROM asked))
             SELECT w.seq AS seq FROM found AS w
             WHERE w.conversation_id = $3 AND w.seq >= $4 AND w.at >= $5 AND w.at < $6
               AND {is_shown}
             ORDER BY w.seq DESC LIMIT {limit}"
        ),
        _ => format!(
            "SELECT w.seq AS seq FROM message_index AS f
             CROSS JOIN message_words AS w ON w.id = f.rowid
             WHERE f.message_index MATCH $2 AND w.conversation_id = $3 AND w.seq >= $4
               AND f.rowid >= $5 / 1000 * 1024 AND f.rowid < $6 / 1000 * 1024 AND {is_shown}
             ORDER BY f.rowid DESC LIMIT {limit}"
        ),
    }
});

/// The same among the newest messages, for PostgreSQL alone.
pub(super) static WALK_IN_ONE: Text = Text::new(|_| {
    format!(
        "{ASKED} SELECT w.seq AS seq FROM (
             SELECT w.seq, w.at, w.words FROM message_words AS w
             WHERE w.conversation_id = $3 AND w.seq >= $4
             ORDER BY w.seq DESC LIMIT {LOOKED_THROUGH_IN_ONE}) AS w
         WHERE w.words @@ (SELECT question FROM asked) AND w.at >= $5 AND w.at < $6 AND {}
         ORDER BY w.seq DESC LIMIT {}",
        is_shown("$7", "$1", "$3", "w.seq"),
        MOST_IN_ONE + 1
    )
});

/// The users of these names `$2`, and with `$3` the conversations of the reader.
pub(super) static NAMED: Text = Text::new(|_| {
    format!(
        "SELECT u.id AS id, TRUE AS is_user, u.username AS username, u.display_name AS display_name,
                CAST(NULL AS TEXT) AS title
         FROM users AS u WHERE u.username IN {{texts $2}}
         UNION ALL
         SELECT c.id, FALSE, peer.username, peer.display_name, c.title
         FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
         {}
         WHERE m.user_id = $1 AND $3",
        with_peer("$1")
    )
});
