//! Every query about conversations and their members.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    Conversation, GroupRole, Level, Pointer, READ_UP_TO, Reading,
    kind::{KIND, with_peer},
    list::IS_ARCHIVED,
    seldom,
};
use crate::{
    entity::{conversation, member},
    store::{Connected, Text, pairs, sql, uuids},
};

/// Whether this user has hidden this message. For few messages: PostgreSQL
/// would rather read the whole table once than believe an EXISTS that.
pub(super) fn is_hidden(user: &str, conversation: &str, seq: &str) -> String {
    format!(
        "((SELECT count(*) FROM hidden_messages AS hidden WHERE hidden.user_id = {user}
           AND hidden.conversation_id = {conversation} AND hidden.seq = {seq}) > 0)"
    )
}

/// Whether somebody other than this user, who shares it, has read a conversation `c`
/// up to this column. Nobody is looked up of a large group but those who have.
pub(super) fn somebody_has_read(user: &str, seq: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM members AS others
             JOIN users AS sharing ON sharing.id = others.user_id AND sharing.shares_reading
             WHERE others.conversation_id = c.id AND others.last_read_seq >= {seq}
               AND others.user_id <> {user})"
    )
}

/// How far the other one of a direct conversation, who is joined, has read.
const PEER_READ: &str = "CASE WHEN peer.shares_reading THEN other.last_read_seq END";

/// How far others than this user have read in a group, of those who share it.
pub(super) fn group_read(user: &str) -> String {
    format!(
        "(SELECT MAX(others.last_read_seq) FROM members AS others
          JOIN users AS sharing ON sharing.id = others.user_id AND sharing.shares_reading
          WHERE others.conversation_id = c.id AND others.user_id <> {user})"
    )
}

/// The pointers of those members who share how far they have read, the two
/// highest: whoever reads, one of them is the highest of the others.
fn two_highest(conversation: &str) -> String {
    format!(
        "SELECT m.user_id, m.last_read_seq, m.first_seq, m.hidden, u.shares_reading
         FROM members AS m JOIN users AS u ON u.id = m.user_id AND u.shares_reading
         WHERE m.conversation_id = {conversation} ORDER BY m.last_read_seq DESC LIMIT 2"
    )
}

/// How many messages the members have hidden, each from themselves.
fn hidden_by_all(conversation: &str) -> String {
    format!(
        "(SELECT CAST(COALESCE(SUM(m.hidden), 0) AS BIGINT) FROM members AS m
          WHERE m.conversation_id = {conversation})"
    )
}

/// A [`Conversation`] `c` as its member `m` sees it, but for what is
/// [`seldom`](super::seldom) so.
pub(super) fn columns() -> String {
    format!(
        "c.id AS id, {{epoch}} AS epoch, c.version AS version, c.last_seq AS last_seq,
         m.first_seq AS first_seq, {READ_UP_TO} AS last_read_seq,
         COALESCE(m.muted_until, 0) > {{now}} AS is_muted, m.hidden AS hidden,
         m.pinned_at IS NOT NULL AS is_pinned, {IS_ARCHIVED} AS is_archived,
         draft.body AS draft, draft.reply_to AS draft_reply_to, c.pinned_seq AS pinned_seq,
         m.role AS role, m.level AS level, {KIND}, {PEER_READ} AS peer_read"
    )
}

/// What [`columns`] are looked up in beside the conversation and its member.
pub(super) fn beside(user: &str) -> String {
    format!(
        "LEFT JOIN drafts AS draft
              ON draft.user_id = m.user_id AND draft.conversation_id = c.id
         {}",
        with_peer(user)
    )
}

static OF_MEMBER: Text = Text::new(|_| {
    format!(
        "SELECT {} FROM conversations AS c
         JOIN members AS m ON m.conversation_id = c.id AND m.user_id = $1
         {} WHERE c.id IN {{uuids $2}}",
        columns(),
        beside("$1")
    )
});

static GROUP_READ: Text = Text::new(|_| {
    format!("SELECT {} AS others_read FROM conversations AS c WHERE c.id = $1", group_read("$2"))
});

static READING: Text = Text::new(|_| {
    format!(
        "SELECT reading.*, {} AS hidden_by_all FROM (
             SELECT * FROM ({}) AS highest
             UNION
             SELECT m.user_id, m.last_read_seq, m.first_seq, m.hidden, u.shares_reading
             FROM members AS m JOIN users AS u ON u.id = m.user_id
             WHERE m.conversation_id = $1 AND m.user_id IN {{uuids $2}}) AS reading",
        hidden_by_all("$1"),
        two_highest("$1")
    )
});

static READING_MARKS: Text = Text::new(|_| {
    format!(
        "SELECT c.id AS id, (SELECT CAST(COALESCE(SUM(top.last_read_seq + 1), 0) AS BIGINT)
             FROM ({}) AS top) + {} AS mark
         FROM conversations AS c WHERE c.id IN {{uuids $1}}",
        two_highest("c.id"),
        hidden_by_all("c.id")
    )
});

/// The `seq` given as `$3`, at most that of the last message of `$1`.
const UP_TO: &str = "(SELECT CASE WHEN last_seq < $3 THEN last_seq ELSE $3 END
    FROM conversations WHERE id = $1)";

/// How somebody becomes a member.
#[derive(Debug, Clone, Copy)]
pub struct Joining {
    pub role: GroupRole,
    /// Nothing below it is shown to them.
    pub first_seq: i64,
    /// What they count as having read.
    pub last_read_seq: i64,
}

impl Joining {
    /// From the beginning, with all that there is.
    pub const FIRST: Self = Self { role: GroupRole::Member, first_seq: 1, last_read_seq: 0 };
}

pub struct ConversationRepository<'c, C> {
    pub(super) connection: &'c C,
}

impl<'c, C: ConnectionTrait> ConversationRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// The conversation as this member sees it; none for strangers.
    pub async fn of_member(&self, id: Uuid, user_id: Uuid) -> Result<Option<Conversation>, DbErr> {
        Ok(self.of_member_all(&[id], user_id).await?.pop())
    }

    /// Those of these conversations that the user is a member of.
    pub async fn of_member_all(
        &self,
        ids: &[Uuid],
        user_id: Uuid,
    ) -> Result<Vec<Conversation>, DbErr> {
        let statement = OF_MEMBER.with(self.connection, [user_id.into(), uuids(ids)]);
        let found = Conversation::find_by_statement(statement).all(self.connection).await?;
        seldom::completed(self.connection, user_id, found).await
    }

    /// The direct conversation of this pair, if it was ever started.
    pub async fn direct(&self, pair_key: &str) -> Result<Option<Uuid>, DbErr> {
        conversation::Entity::find()
            .select_only()
            .column(conversation::Column::Id)
            .filter(conversation::Column::PairKey.eq(pair_key))
            .into_tuple()
            .one(self.connection)
            .await
    }

    /// Stores a new direct conversation. False when the other one of the pair
    /// was faster; on PostgreSQL this waits until theirs has committed.
    pub async fn insert_direct(&self, id: Uuid, pair_key: &str) -> Result<bool, DbErr> {
        let text = "
            INSERT INTO conversations (id, kind, pair_key, last_seq, version, last_message_at, created_at)
            VALUES ($1, 'direct', $2, 0, 0, {now}, {now})
            ON CONFLICT (pair_key) DO NOTHING";
        let statement = sql(self.connection, text, [id.into(), pair_key.into()]);
        Ok(self.connection.execute_raw(statement).await?.rows_affected() == 1)
    }

    /// Makes these users members, all in the same way; who is one stays as they are.
    /// Nothing else stores members.
    pub async fn insert_members(
        &self,
        id: Uuid,
        users: &[Uuid],
        joining: Joining,
    ) -> Result<(), DbErr> {
        let text = "
            INSERT INTO members
                (conversation_id, user_id, role, first_seq, last_read_seq, joined_at, in_group)
            SELECT $1, u.id, $3, $4, $5, {now}, c.kind = 'group'
            FROM users AS u JOIN conversations AS c ON c.id = $1 WHERE u.id IN {uuids $2}
            ON CONFLICT DO NOTHING";
        let values = [
            id.into(),
            uuids(users),
            joining.role.as_str().into(),
            joining.first_seq.into(),
            joining.last_read_seq.into(),
        ];
        self.connection.execute_raw(sql(self.connection, text, values)).await.map(drop)
    }

    /// All who are in these conversations: conversation and user.
    pub async fn members_of(&self, conversations: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        let text = "
            SELECT conversation_id, user_id FROM members WHERE conversation_id IN {uuids $1}";
        let statement = sql(self.connection, text, [uuids(conversations)]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "conversation_id")?, row.try_get("", "user_id")?)))
            .collect()
    }

    /// Who has written the last message, if there is one.
    pub async fn last_author(&self, id: Uuid) -> Result<Option<Uuid>, DbErr> {
        let text = "
            SELECT last.author_id AS author_id FROM conversations AS c
            JOIN messages AS last ON last.conversation_id = c.id AND last.seq = c.last_seq
            WHERE c.id = $1";
        let row = self.connection.query_one_raw(sql(self.connection, text, [id.into()])).await?;
        row.map(|row| row.try_get("", "author_id")).transpose()
    }

    /// How far anybody has read of a group beside this user, of those who share it;
    /// none when nobody does.
    pub async fn others_read_in_group(
        &self,
        id: Uuid,
        user_id: Uuid,
    ) -> Result<Option<i64>, DbErr> {
        let statement = GROUP_READ.with(self.connection, [id.into(), user_id.into()]);
        let row = self.connection.query_one_raw(statement).await?;
        row.map_or(Ok(None), |row| row.try_get("", "others_read"))
    }

    /// How far these readers have read, and the two who have read furthest of
    /// those who share it.
    pub async fn reading(&self, id: Uuid, readers: &[Uuid]) -> Result<Reading, DbErr> {
        let statement = READING.with(self.connection, [id.into(), uuids(readers)]);
        Ok(Reading(Pointer::find_by_statement(statement).all(self.connection).await?))
    }

    /// What the two highest pointers of these conversations add up to, and how
    /// many messages were hidden there: a number that changes when others are told
    /// to have read further, or somebody sees less.
    pub async fn reading_marks(&self, conversations: &[Uuid]) -> Result<Vec<(Uuid, i64)>, DbErr> {
        let statement = READING_MARKS.with(self.connection, [uuids(conversations)]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "mark")?))).collect()
    }

    /// With whom this user has direct conversations.
    pub async fn partners(&self, user_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
        let found = self.partners_of(&[user_id]).await?;
        Ok(found.into_iter().map(|(_, partner)| partner).collect())
    }

    /// Who has a direct conversation with these users: user and partner.
    pub async fn partners_of(&self, users: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        let text = "
            SELECT m.user_id AS user_id, other.user_id AS partner FROM members AS m
            JOIN conversations AS c ON c.id = m.conversation_id AND c.kind = 'direct'
            JOIN members AS other
                ON other.conversation_id = m.conversation_id AND other.user_id <> m.user_id
            WHERE m.user_id IN {uuids $1}";
        let statement = sql(self.connection, text, [uuids(users)]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "user_id")?, row.try_get("", "partner")?)))
            .collect()
    }

    /// The versions of these conversations, in one query.
    pub async fn versions(&self, conversations: &[Uuid]) -> Result<Vec<(Uuid, i64)>, DbErr> {
        let text = "SELECT id, version FROM conversations WHERE id IN {uuids $1}";
        let statement = sql(self.connection, text, [uuids(conversations)]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "version")?))).collect()
    }

    /// The direct conversations of this user, each with the other one.
    pub async fn shared_by(&self, user_id: Uuid) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        let text = "
            SELECT other.conversation_id AS conversation_id, other.user_id AS user_id
            FROM members AS m
            JOIN conversations AS c ON c.id = m.conversation_id AND c.kind = 'direct'
            JOIN members AS other
              ON other.conversation_id = m.conversation_id AND other.user_id <> m.user_id
            WHERE m.user_id = $1";
        let rows =
            self.connection.query_all_raw(sql(self.connection, text, [user_id.into()])).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "conversation_id")?, row.try_get("", "user_id")?)))
            .collect()
    }

    /// Which of these are members: conversation and user.
    pub async fn members_among(
        &self,
        members: &[(Uuid, Uuid)],
    ) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let text = "
            SELECT conversation_id, user_id FROM members
            WHERE (conversation_id, user_id) IN {pairs $1}";
        let statement = sql(self.connection, text, [pairs(members)]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "conversation_id")?, row.try_get("", "user_id")?)))
            .collect()
    }

    /// Moves the pointer forward to `seq`, at most to the last message; what is
    /// marked unread up to there is not any more. False when all was so already.
    pub async fn mark_read_up_to(&self, id: Uuid, user_id: Uuid, seq: i64) -> Result<bool, DbErr> {
        let text = format!(
            "UPDATE members SET changes = changes + 1,
                last_read_seq = CASE WHEN last_read_seq < {UP_TO} THEN {UP_TO} ELSE last_read_seq END,
                unread_from = CASE WHEN last_read_seq <= {UP_TO} THEN NULL
                    WHEN unread_from <= {UP_TO} THEN {UP_TO} + 1 ELSE unread_from END
             WHERE conversation_id = $1 AND user_id = $2
               AND (last_read_seq < {UP_TO} OR unread_from <= {UP_TO})"
        );
        let statement = sql(self.connection, &text, [id.into(), user_id.into(), seq.into()]);
        Ok(self.connection.execute_raw(statement).await?.rows_affected() == 1)
    }

    /// Tells the member nothing until then; none means to tell again.
    pub async fn set_muted(
        &self,
        id: Uuid,
        user_id: Uuid,
        until: Option<i64>,
    ) -> Result<(), DbErr> {
        member::Entity::update_many()
            .col_expr(member::Column::MutedUntil, Expr::value(until))
            .col_expr(member::Column::Changes, Expr::col(member::Column::Changes).add(1))
            .filter(member::Column::ConversationId.eq(id))
            .filter(member::Column::UserId.eq(user_id))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Tells the member this much from now on.
    pub async fn set_level(&self, id: Uuid, user_id: Uuid, level: Level) -> Result<(), DbErr> {
        member::Entity::update_many()
            .col_expr(member::Column::Level, Expr::value(level.as_str()))
            .col_expr(member::Column::Changes, Expr::col(member::Column::Changes).add(1))
            .filter(member::Column::ConversationId.eq(id))
            .filter(member::Column::UserId.eq(user_id))
            .exec(self.connection)
            .await?;
        Ok(())
    }
}
