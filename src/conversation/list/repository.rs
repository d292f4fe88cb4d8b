//! Every query about lists.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult, Value};
use uuid::Uuid;

use super::{
    Entry, ListCursor, ListPart, Show,
    order::values,
    statements::{
        ARCHIVED, ENTRIES, GROUPS, LISTED, MOST_BEYOND, UNREAD, UNREAD_BEYOND, count_archived,
    },
};
use crate::store::{Connected, Text, pairs, sql, uuids};

/// Entries a page of the list.
pub const LIST_PAGE: usize = 30;

/// In so many conversations beyond a part unread messages are counted, so that it
/// does not matter how many somebody has.
const LOOKED_AT_BEYOND: i64 = 200;

/// What a group adds up to. Another one says that its entries may be others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupMark {
    version: i64,
    /// What is its members' own.
    own: i64,
}

static MARKS: Text = Text::new(|_| {
    "SELECT m.user_id AS id, CAST(SUM(CASE WHEN m.in_group THEN m.joined_at / 1000000
         ELSE c.version + m.last_read_seq + m.changes + 1 + COALESCE(other.last_read_seq, 0)
         END) AS BIGINT) AS mark
     FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
     LEFT JOIN members AS other
          ON other.conversation_id = CASE WHEN NOT m.in_group THEN m.conversation_id END
          AND other.user_id <> m.user_id
     WHERE m.user_id IN {uuids $1} GROUP BY m.user_id"
        .to_owned()
});

static GROUP_MARKS: Text = Text::new(|_| {
    "SELECT c.id AS id, c.version AS version,
         (SELECT CAST(COALESCE(SUM(m.last_read_seq + m.changes), 0) AS BIGINT)
          FROM members AS m WHERE m.conversation_id = c.id) AS own
     FROM conversations AS c WHERE c.id IN {uuids $1}"
        .to_owned()
});

pub struct ListRepository<'c, C> {
    pub(super) connection: &'c C,
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
        let values = values(user_id, after, one_more(most));
        let mut part = ListPart::new(self.entries(&LISTED, values).await?, most);
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
        match show {
            Show::All => self.part(user_id, after, LIST_PAGE).await,
            Show::Unread => self.chosen(&UNREAD, user_id, after).await,
            Show::Groups => self.chosen(&GROUPS, user_id, after).await,
        }
    }

    /// A page of what this user has archived, after the cursor.
    pub async fn archived(&self, user_id: Uuid, after: ListCursor) -> Result<ListPart, DbErr> {
        self.chosen(&ARCHIVED, user_id, after).await
    }

    /// A page of those that a text chooses among all, after the cursor.
    async fn chosen(
        &self,
        text: &Text,
        user_id: Uuid,
        after: ListCursor,
    ) -> Result<ListPart, DbErr> {
        let limit = one_more(LIST_PAGE);
        let values = [user_id.into(), after.place.into(), after.id.into(), limit.into()];
        Ok(ListPart::new(self.entries(text, values).await?, LIST_PAGE))
    }

    async fn count_archived(&self, user_id: Uuid) -> Result<i64, DbErr> {
        let text = format!("SELECT {} AS archived", count_archived("$1"));
        let statement = sql(self.connection, &text, [user_id.into()]);
        let row = self.connection.query_one_raw(statement).await?;
        row.map_or(Ok(0), |row| row.try_get("", "archived"))
    }

    /// The unread messages of the next conversations older than the cursor, at
    /// most a hundred. So many conversations with something unread have as many
    /// messages, and none is looked at further than that: PostgreSQL would read
    /// the whole table of messages rather than believe it without the bounds.
    async fn unread_beyond(&self, user_id: Uuid, older_than: ListCursor) -> Result<i64, DbErr> {
        let values = values(user_id, older_than, LOOKED_AT_BEYOND);
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
    /// change for themselves. Of groups only which ones they are in, and since when, in
    /// seconds so that many can be added.
    pub async fn marks(&self, users: &[Uuid]) -> Result<Vec<(Uuid, i64)>, DbErr> {
        let statement = MARKS.with(self.connection, [uuids(users)]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "mark")?))).collect()
    }

    /// The version of each of these groups, and what the pointers of its members and
    /// what they change for themselves add up to.
    pub async fn group_marks(&self, groups: &[Uuid]) -> Result<Vec<(Uuid, GroupMark)>, DbErr> {
        let statement = GROUP_MARKS.with(self.connection, [uuids(groups)]);
        let rows = self.connection.query_all_raw(statement).await?;
        let of = |row: &QueryResult| {
            let (version, own) = (row.try_get("", "version")?, row.try_get("", "own")?);
            Ok((row.try_get("", "id")?, GroupMark { version, own }))
        };
        rows.iter().map(of).collect()
    }
}

/// One more tells whether there are further ones.
fn one_more(most: usize) -> i64 {
    i64::try_from(most + 1).unwrap_or(i64::MAX)
}
