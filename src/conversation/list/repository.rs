//! Every query about lists.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Value};
use uuid::Uuid;

use super::{Entry, ListCursor, ListPart, Show};
use crate::{
    conversation::{
        READ_UP_TO,
        kind::{KIND, with_peer},
        repository::{is_hidden, others_read},
    },
    message::{concerns, named},
    store::{Connected, Text, pairs, sql, uuids},
};

/// Entries a page of the list.
pub const LIST_PAGE: usize = 30;

/// Unread messages beyond the first page of the list are counted up to here.
const MOST_BEYOND: i64 = 100;

/// Characters of a draft that are looked at for its line in the list.
const MOST_OF_DRAFT: u32 = 500;

/// When a conversation was last spoken in, for the order of the list. A clock
/// that was set back leaves stamps of the future behind, which would stay above
/// all that is said until then. Such a stamp counts as being as long ago as it
/// lies ahead: near the top, where its conversation was, and below what is said
/// now.
const LAST_MESSAGE_AT: &str = "CASE WHEN c.last_message_at <= {now} THEN c.last_message_at
    ELSE 2 * {now} - c.last_message_at END";

/// Added to the time of a pinned conversation, which so comes before all that
/// are not; no clock reaches it.
const PINNED: i64 = 1_000_000_000_000_000_000;

/// What orders the list, the highest first.
fn place(pinned_at: &str) -> String {
    format!("({LAST_MESSAGE_AT}) + CASE WHEN {pinned_at} IS NULL THEN 0 ELSE {PINNED} END")
}

/// The conversations after the cursor `$2`, `$3`.
fn older() -> String {
    let place = place("m.pinned_at");
    format!("({place} < $2 OR ({place} = $2 AND c.id < $3))")
}

/// What this member has put away: until the next message, and while they want
/// quiet after it, too. So nothing is written when a message brings it back.
pub const IS_ARCHIVED: &str = "(m.archived_seq IS NOT NULL
    AND (COALESCE(m.muted_until, 0) > {now} OR c.last_seq <= m.archived_seq))";

/// How many conversations this column's user has put away.
fn count_archived(user: &str) -> String {
    format!(
        "(SELECT count(*) FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
          WHERE m.user_id = {user} AND {IS_ARCHIVED})"
    )
}

/// Conversations in lists, to choose from.
fn listed() -> String {
    format!(
        "SELECT c.id AS id, c.kind AS kind, c.title AS title, c.version AS version,
                c.description AS description, c.is_open AS is_open,
                c.shows_history AS shows_history, c.members AS members, m.role AS role,
                c.last_message_at AS last_message_at, c.last_seq AS last_seq,
                m.user_id AS user_id, m.first_seq AS first_seq, m.hidden AS hidden,
                m.pinned_at AS pinned_at,
                COALESCE(m.muted_until, 0) > {{now}} AS is_muted,
                {IS_ARCHIVED} AS is_archived, {READ_UP_TO} AS last_read_seq
         FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id"
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

/// The entries of those that are chosen, in order, with all they show.
/// Chosen before anything is joined to them: of a thousand conversations only a
/// page is looked at closer.
///
/// Unread are messages of others above the pointer; the scan is bounded, so a
/// neglected conversation costs no more than any other. Own messages above the
/// pointer use up the bound, so after very many of them the number is too small.
///
/// What is archived is counted for `whom`: once, where that is a value.
fn entries_of(chosen: &str, whom: &str) -> String {
    let place = place("c.pinned_at");
    format!(
        "SELECT c.id AS id, c.user_id AS reader_id, c.version AS version,
                c.last_read_seq AS last_read_seq, {LAST_MESSAGE_AT} AS last_message_at,
                {place} AS place, c.pinned_at IS NOT NULL AS is_pinned,
                c.is_muted AS is_muted,
                c.is_archived AS is_archived, {} AS archived,
                SUBSTR(draft.body, 1, {MOST_OF_DRAFT}) AS draft, c.role AS role, {KIND},
                last.author_id AS last_author_id, last_author.display_name AS last_author_name,
                last.body AS last_body, {{named last}} AS last_named,
                last.format AS last_format,
                last.deleted_at AS last_deleted_at,
                CASE WHEN reader.shares_reading AND last.author_id = c.user_id
                     THEN COALESCE({}, 0) >= last.seq ELSE FALSE END AS is_read,
                (SELECT count(*) FROM (
                     SELECT seq, author_id, deleted_at, format, body FROM messages
                     WHERE conversation_id = c.id AND seq > c.last_read_seq
                     ORDER BY seq LIMIT 200) AS above
                 WHERE author_id <> c.user_id AND deleted_at IS NULL AND {} AND {}) AS unread
         FROM ({chosen}) AS c
         JOIN users AS reader ON reader.id = c.user_id
         {}
         LEFT JOIN drafts AS draft ON draft.user_id = c.user_id AND draft.conversation_id = c.id
         LEFT JOIN messages AS last ON last.conversation_id = c.id AND last.seq = {}
              AND last.seq >= c.first_seq
         LEFT JOIN users AS last_author ON last_author.id = last.author_id
         ORDER BY {place} DESC, c.id DESC",
        count_archived(whom),
        others_read("c.user_id"),
        is_counted("c.hidden", "c.user_id"),
        concerns("c.user_id", "above"),
        with_peer("c.user_id"),
        last_shown()
    )
}

pub(super) static LISTED: Text =
    Text::new(|backend| with_names(backend, &part_text(&format!("NOT {IS_ARCHIVED}"))));
static UNREAD: Text = Text::new(|backend| {
    let unread = is_unread("$1");
    with_names(backend, &part_text(&format!("NOT {IS_ARCHIVED} AND {unread}")))
});
static GROUPS: Text = Text::new(|backend| {
    with_names(backend, &part_text(&format!("NOT {IS_ARCHIVED} AND c.kind = 'group'")))
});
static ARCHIVED: Text = Text::new(|backend| with_names(backend, &part_text(IS_ARCHIVED)));
pub(super) static ENTRIES: Text = Text::new(|backend| with_names(backend, &entries_text()));
pub(super) static UNREAD_BEYOND: Text = Text::new(|_| beyond_text());

/// Whether anything of the conversation `c` is unread for its member, this user:
/// the same scan that counts it.
fn is_unread(user: &str) -> String {
    format!(
        "c.last_seq > {READ_UP_TO} AND EXISTS (SELECT 1 FROM (
             SELECT seq, author_id, deleted_at, format, body FROM messages
             WHERE conversation_id = c.id AND seq > {READ_UP_TO}
             ORDER BY seq LIMIT 200) AS above
         WHERE author_id <> {user} AND deleted_at IS NULL AND {} AND {})",
        is_counted("m.hidden", user),
        concerns(user, "above")
    )
}

/// With the names of those whom the last line of a group is about.
fn with_names(backend: DbBackend, text: &str) -> String {
    text.replace("{named last}", &named(backend, "last"))
}

/// At most `$4` entries of `$1` after the cursor.
fn part_text(which: &str) -> String {
    let (listed, place) = (listed(), place("m.pinned_at"));
    let chosen = format!(
        "{listed} WHERE m.user_id = $1 AND {which} AND {}
         ORDER BY {place} DESC, c.id DESC LIMIT $4",
        older()
    );
    entries_of(&chosen, "$1")
}

/// The entries that the users of the pairs `$1` have of the conversations there.
fn entries_text() -> String {
    let chosen = format!("{} WHERE (m.user_id, m.conversation_id) IN {{pairs $1}}", listed());
    entries_of(&chosen, "reader.id")
}

/// The unread messages of all conversations of `$1` after the cursor.
fn beyond_text() -> String {
    format!(
        "SELECT CAST(COALESCE(SUM(beyond.unread), 0) AS BIGINT) AS unread FROM (
             SELECT (SELECT count(*) FROM (
                         SELECT seq, author_id, deleted_at, format, body FROM messages
                         WHERE conversation_id = c.id AND seq > {READ_UP_TO}
                         ORDER BY seq LIMIT {MOST_BEYOND}) AS above
                     WHERE author_id <> $1 AND deleted_at IS NULL AND {} AND {}) AS unread
             FROM members AS m
             JOIN conversations AS c ON c.id = m.conversation_id AND c.last_seq > {READ_UP_TO}
             WHERE m.user_id = $1 AND NOT {IS_ARCHIVED} AND {}
             LIMIT {MOST_BEYOND}) AS beyond",
        is_counted("m.hidden", "$1"),
        concerns("$1", "above"),
        older()
    )
}

pub struct ListRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> ListRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// At most so many entries of the list after the cursor, in order. What is archived
    /// is not in it.
    pub async fn part(
        &self,
        user_id: Uuid,
        after: ListCursor,
        most: usize,
    ) -> Result<ListPart, DbErr> {
        let mut part = self.part_of(&LISTED, user_id, after, most).await?;
        if let Some(end) = part.end {
            part.unread_beyond = self.unread_beyond(user_id, end).await?;
        }
        if part.entries.is_empty() && after == ListCursor::START {
            part.archived = self.count_archived(user_id).await?;
        }
        Ok(part)
    }

    /// A page of the list after the cursor, of these conversations only.
    pub async fn some(
        &self,
        user_id: Uuid,
        show: Show,
        after: ListCursor,
    ) -> Result<ListPart, DbErr> {
        let text = match show {
            Show::All => &LISTED,
            Show::Unread => &UNREAD,
            Show::Groups => &GROUPS,
        };
        self.part_of(text, user_id, after, LIST_PAGE).await
    }

    /// A page of what this user has archived, after the cursor.
    pub async fn archived(&self, user_id: Uuid, after: ListCursor) -> Result<ListPart, DbErr> {
        self.part_of(&ARCHIVED, user_id, after, LIST_PAGE).await
    }

    async fn part_of(
        &self,
        text: &Text,
        user_id: Uuid,
        after: ListCursor,
        most: usize,
    ) -> Result<ListPart, DbErr> {
        // One more tells whether there are further ones.
        let limit = i64::try_from(most + 1).unwrap_or(i64::MAX);
        let values = [user_id.into(), after.place.into(), after.id.into(), limit.into()];
        Ok(ListPart::new(self.entries(text, values).await?, most))
    }

    async fn count_archived(&self, user_id: Uuid) -> Result<i64, DbErr> {
        let text = format!("SELECT {} AS archived", count_archived("$1"));
        let statement = sql(self.connection, &text, [user_id.into()]);
        let row = self.connection.query_one_raw(statement).await?;
        row.map_or(Ok(0), |row| row.try_get("", "archived"))
    }

    /// The unread messages of all conversations older than the cursor, at most
    /// a hundred. So many conversations with something unread have as many
    /// messages, and none is looked at further than that: PostgreSQL would read
    /// the whole table of messages rather than believe it without the bounds.
    async fn unread_beyond(&self, user_id: Uuid, older_than: ListCursor) -> Result<i64, DbErr> {
        let values = [user_id.into(), older_than.place.into(), older_than.id.into()];
        let statement = UNREAD_BEYOND.with(self.connection, values);
        let row = self.connection.query_one_raw(statement).await?;
        let unread: i64 = row.map_or(Ok(0), |row| row.try_get("", "unread"))?;
        Ok(unread.min(MOST_BEYOND))
    }

    /// The entries that these users have of these conversations, for all of
    /// them together.
    pub async fn entries_for(&self, wanted: &[(Uuid, Uuid)]) -> Result<Vec<Entry>, DbErr> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        self.entries(&ENTRIES, [pairs(wanted)]).await
    }

    async fn entries(
        &self,
        text: &Text,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<Entry>, DbErr> {
        Entry::find_by_statement(text.with(self.connection, values)).all(self.connection).await
    }

    /// What the lists of these users add up to: a number that grows with every
    /// message, change and reading in them, of the others too, and with what they
    /// change for themselves.
    pub async fn marks(&self, users: &[Uuid]) -> Result<Vec<(Uuid, i64)>, DbErr> {
        let text = "
            SELECT m.user_id AS id, CAST(SUM(
                 c.version + m.last_read_seq + m.changes + 1 + COALESCE(CASE WHEN c.kind = 'direct'
                     THEN other.last_read_seq
                     ELSE (SELECT MAX(others.last_read_seq) FROM members AS others
                           WHERE others.conversation_id = c.id AND others.user_id <> m.user_id)
                     END, 0)) AS BIGINT) AS mark
             FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
             LEFT JOIN members AS other ON c.kind = 'direct'
                  AND other.conversation_id = c.id AND other.user_id <> m.user_id
             WHERE m.user_id IN {uuids $1} GROUP BY m.user_id";
        let statement = sql(self.connection, text, [uuids(users)]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "mark")?))).collect()
    }
}
