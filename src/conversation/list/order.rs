//! In which order a list is, and how the part after a cursor is found without a
//! look at all that comes before and after it.
//!
//! An index for each user of a pair has their direct conversations in the order
//! of the list, so both are walked, from the cursor on, until there are enough.
//! What they do not have in order is added as a whole, because it is little:
//! groups, and what is pinned. Nothing is written for a member when something is
//! said.

use sea_orm::Value;
use uuid::Uuid;

use super::ListCursor;

/// When a conversation was last spoken in, for the order of the list. A clock
/// that was set back leaves stamps of the future behind, which would stay above
/// all that is said until then. Such a stamp counts as being as long ago as it
/// lies ahead: near the top, where its conversation was, and below what is said
/// now.
pub(super) const SPOKEN_AT: &str = "CASE WHEN c.last_message_at <= {now} THEN c.last_message_at
    ELSE 2 * {now} - c.last_message_at END";

/// Added to the time of a pinned conversation, which so comes before all that
/// are not; no clock reaches it.
pub(super) const PINNED: i64 = 1_000_000_000_000_000_000;

/// What this member has put away: until the next message, and while they want
/// quiet after it, too. So nothing is written when a message brings it back.
pub const IS_ARCHIVED: &str = "(m.archived_seq IS NOT NULL
    AND (COALESCE(m.muted_until, 0) > {now} OR c.last_seq <= m.archived_seq))";

/// What is not found by walking along an index; members of this kind have one.
const IS_APART: &str = "(m.in_group OR m.pinned_at IS NOT NULL)";

/// Of a conversation `c`.
const COLUMNS: &str = "c.id AS id, c.kind AS kind, c.title AS title, c.version AS version,
    c.description AS description, c.is_open AS is_open, c.shows_history AS shows_history,
    c.members AS members, c.avatar_id AS avatar_id, c.last_seq AS last_seq";

/// The conversations with stamps of the past after the cursor.
const PAST: Walk = Walk {
    spoken_at: "c.last_message_at",
    range: "(c.last_message_at, c.id) < ((SELECT at FROM start), (SELECT id FROM start))",
    order: "c.last_message_at DESC, c.id DESC",
};

/// Those with stamps of the future: mostly none.
const AHEAD: Walk = Walk {
    spoken_at: "2 * (SELECT now FROM start) - c.last_message_at",
    range: "c.last_message_at >= (SELECT ahead FROM start)
        AND (2 * (SELECT now FROM start) - c.last_message_at, c.id) < ($2, $3)",
    order: "c.last_message_at, c.id DESC",
};

/// The two users of a pair, as the indexes have them.
const FIRST: &str = "{uuid substr(c.pair_key, 1, 36)}";
const SECOND: &str = "{uuid substr(c.pair_key, 38, 36)}";

/// A way along an index of a user's conversations.
struct Walk {
    spoken_at: &'static str,
    range: &'static str,
    order: &'static str,
}

impl Walk {
    /// The next `$4` where `$5` is this user of the pair.
    fn by(&self, user: &str) -> String {
        let Self { spoken_at, range, order } = self;
        let is_listed = is_listed();
        // Notes to oneself have the same user twice.
        let once =
            if user == SECOND { format!("AND {FIRST} <> {{uuid $5}}") } else { String::new() };
        format!(
            "SELECT * FROM (
                 SELECT {COLUMNS}, {spoken_at} AS spoken_at, {spoken_at} AS place
                 FROM conversations AS c
                 WHERE c.pair_key IS NOT NULL AND {user} = {{uuid $5}} {once}
                   AND {range} AND {is_listed}
                 ORDER BY {order} LIMIT $4) AS walked"
        )
    }
}

/// What is walked over is looked up here, and nothing is joined: of all ways to
/// join it PostgreSQL might begin with the members.
fn is_listed() -> String {
    format!(
        "(SELECT NOT {IS_APART} AND NOT {IS_ARCHIVED} FROM members AS m
          WHERE m.conversation_id = c.id AND m.user_id = $1)"
    )
}

/// What orders the list, the highest first.
pub(super) fn place(spoken_at: &str, pinned_at: &str) -> String {
    format!("({spoken_at}) + CASE WHEN {pinned_at} IS NULL THEN 0 ELSE {PINNED} END")
}

/// The conversations after the cursor `$2`, `$3`.
pub(super) fn older() -> String {
    let place = place(SPOKEN_AT, "m.pinned_at");
    format!("({place}, c.id) < ($2, $3)")
}

/// At most `$4` conversations of `$1`, whose id as a text is `$5`, after the
/// cursor `$2`, `$3`; see [`values`]. What is archived is not among them.
///
/// The time is asked for once: indexes are walked from a fixed place only.
pub(super) fn listed_after() -> String {
    let place = place(SPOKEN_AT, "m.pinned_at");
    let apart = format!(
        "SELECT {COLUMNS}, {SPOKEN_AT} AS spoken_at, {place} AS place
         FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
         WHERE m.user_id = $1 AND {IS_APART} AND NOT {IS_ARCHIVED} AND {}",
        older()
    );
    let [first, second] = [FIRST, SECOND].map(|user| [PAST.by(user), AHEAD.by(user)]);
    let parts = [[apart].as_slice(), &first, &second].concat().join("\n UNION ALL ");
    format!(
        "WITH start AS MATERIALIZED (
             SELECT now,
                    CASE WHEN $2 <= now THEN $2 ELSE now + 1 END AS at,
                    CASE WHEN $2 <= now THEN $3 ELSE $6 END AS id,
                    CASE WHEN $2 < now THEN 2 * now - $2 ELSE now + 1 END AS ahead
             FROM (SELECT {{now}} AS now) AS clock)
         SELECT parts.*, $1 AS user_id FROM ({parts}) AS parts
         ORDER BY place DESC, id DESC LIMIT $4"
    )
}

/// What [`listed_after`] asks for.
pub(super) fn values(user_id: Uuid, after: ListCursor, most: i64) -> [Value; 6] {
    // Below all places that there are; lower ones could not be reckoned with.
    let place = after.place.max(-PINNED);
    let first_id = Uuid::nil();
    [
        user_id.into(),
        place.into(),
        after.id.into(),
        most.into(),
        user_id.to_string().into(),
        first_id.into(),
    ]
}
