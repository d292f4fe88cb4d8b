//! The statements that the entries of one group are read with.

use super::{
    order::{IS_ARCHIVED, SPOKEN_AT},
    statements::{MOST_OF_DRAFT, count_archived, with_names},
};
use crate::{
    conversation::{READ_UP_TO, repository::group_read},
    message::{LOOKED_AT, MAY_COUNT, MOST_GONE_THROUGH},
    store::Text,
};

/// The group `$1` with its last message, and whether anybody has read that but who
/// has written it.
pub(super) static GROUP: Text = Text::new(|backend| {
    let text = format!(
        "SELECT c.title AS title, c.avatar_id AS avatar_id, c.description AS description, c.is_open AS is_open,
                c.shows_history AS shows_history, c.members AS members, 'member' AS role,
                c.version AS version, c.last_seq AS last_seq, {SPOKEN_AT} AS spoken_at,
                last.author_id AS last_author_id, last_author.display_name AS last_author_name,
                last.body AS last_body, {{named last}} AS last_named,
                last.format AS last_format, last.files AS last_files, last.deleted_at AS last_deleted_at,
                COALESCE({}, 0) >= last.seq AS is_read
         FROM conversations AS c
         LEFT JOIN messages AS last ON last.conversation_id = c.id AND last.seq = c.last_seq
         LEFT JOIN users AS last_author ON last_author.id = last.author_id
         WHERE c.id = $1",
        group_read("last.author_id")
    );
    with_names(backend, &text)
});

/// What is looked at of the newest messages of `$1` up to `$2`, to count them.
pub(super) static HEADS: Text = Text::new(|_| {
    format!(
        "SELECT seq, author_id, deleted_at IS NOT NULL AS is_deleted, mentions,
                CASE WHEN format = 'event' THEN body END AS line
         FROM messages WHERE conversation_id = $1 AND seq <= $2
           AND seq > $2 - {MOST_GONE_THROUGH} AND {MAY_COUNT}
         ORDER BY seq DESC LIMIT {LOOKED_AT}"
    )
});

/// Those of the users `$2` who are members of `$1`.
pub(super) static MEMBERS: Text = Text::new(|_| {
    format!(
        "SELECT m.user_id AS user_id, m.role AS role, m.first_seq AS first_seq,
                m.hidden AS hidden, {READ_UP_TO} AS last_read_seq,
                m.last_read_seq + m.changes AS changes, m.pinned_at IS NOT NULL AS is_pinned,
                COALESCE(m.muted_until, 0) > {{now}} AS is_muted,
                {IS_ARCHIVED} AS is_archived, {} AS archived,
                reader.shares_reading AS shares_reading,
                SUBSTR(draft.body, 1, {MOST_OF_DRAFT}) AS draft
         FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
         JOIN users AS reader ON reader.id = m.user_id
         LEFT JOIN drafts AS draft
              ON draft.user_id = m.user_id AND draft.conversation_id = m.conversation_id
         WHERE m.conversation_id = $1 AND m.user_id IN {{uuids $2}}",
        count_archived("reader.id")
    )
});
