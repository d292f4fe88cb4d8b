//! Every query about conversations and their members.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{Conversation, Entry, ListCursor, ListPart};
use crate::{
    entity::{conversation, member},
    store::{Connected, sql},
};

/// Entries a page of the list.
pub const LIST_PAGE: usize = 30;

/// Unread messages beyond the first page of the list are counted up to here.
const MOST_BEYOND: i64 = 100;

/// When a conversation was last spoken in, for the order of the list. A clock
/// that was set back leaves stamps of the future behind, which would stay above
/// all that is said until then. Such a stamp counts as being as long ago as it
/// lies ahead: near the top, where its conversation was, and below what is said
/// now.
const LAST_MESSAGE_AT: &str = "CASE WHEN c.last_message_at <= {now} THEN c.last_message_at
    ELSE 2 * {now} - c.last_message_at END";

/// The conversations after the cursor `$2`, `$3`.
fn older() -> String {
    format!("({LAST_MESSAGE_AT} < $2 OR ({LAST_MESSAGE_AT} = $2 AND c.id < $3))")
}

/// The reader's conversations, to choose from.
const OWN: &str = "
    SELECT c.id AS id, c.last_message_at AS last_message_at, c.last_seq AS last_seq,
           m.last_read_seq AS last_read_seq
    FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
    WHERE m.user_id = $1";

/// The entries of those of the reader's conversations that are chosen, newest
/// first, with all they show. Chosen before anything is joined to them: of a
/// thousand conversations only a page is looked at closer.
///
/// Unread are messages of others above the pointer; the scan is bounded, so a
/// neglected conversation costs no more than any other. Own messages above the
/// pointer use up the bound, so after very many of them the number is too small.
fn entries_of(chosen: &str) -> String {
    format!(
        "SELECT c.id AS id, {LAST_MESSAGE_AT} AS last_message_at,
                peer.id AS peer_id, peer.username AS peer_username,
                peer.display_name AS peer_display_name,
                peer.shows_presence AS peer_shows_presence, last.author_id AS last_author_id,
                last.body AS last_body, last.deleted_at AS last_deleted_at,
                c.last_seq AS last_seq,
                CASE WHEN peer.shares_reading AND reader.shares_reading
                     THEN other.last_read_seq ELSE 0 END AS others_read,
                (SELECT count(*) FROM (
                     SELECT author_id, deleted_at FROM messages
                     WHERE conversation_id = c.id AND seq > c.last_read_seq
                     ORDER BY seq LIMIT 200) AS above
                 WHERE author_id <> $1 AND deleted_at IS NULL) AS unread
         FROM ({chosen}) AS c
         JOIN users AS reader ON reader.id = $1
         LEFT JOIN members AS other ON other.conversation_id = c.id AND other.user_id <> $1
         LEFT JOIN users AS peer ON peer.id = other.user_id
         LEFT JOIN messages AS last ON last.conversation_id = c.id AND last.seq = c.last_seq
         ORDER BY {LAST_MESSAGE_AT} DESC, c.id DESC"
    )
}

/// How far a member has read.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Pointer {
    pub user_id: Uuid,
    pub last_read_seq: i64,
    pub shares_reading: bool,
}

pub struct ConversationRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> ConversationRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// The conversation as this member sees it; none for strangers.
    pub async fn of_member(&self, id: Uuid, user_id: Uuid) -> Result<Option<Conversation>, DbErr> {
        let text = "
            SELECT c.id AS id, {epoch} AS epoch, c.version AS version, c.last_seq AS last_seq,
                   m.last_read_seq AS last_read_seq,
                   COALESCE(m.muted_until, 0) > {now} AS is_muted, peer.id AS peer_id,
                   peer.username AS peer_username, peer.display_name AS peer_display_name,
                   other.last_read_seq AS peer_last_read_seq,
                   peer.shares_reading AS peer_shares_reading,
                   peer.shows_presence AS peer_shows_presence,
                   peer.last_active_at AS peer_last_active_at
            FROM conversations AS c
            JOIN members AS m ON m.conversation_id = c.id AND m.user_id = $2
            LEFT JOIN members AS other ON other.conversation_id = c.id AND other.user_id <> $2
            LEFT JOIN users AS peer ON peer.id = other.user_id
            WHERE c.id = $1";
        let statement = sql(self.connection, text, [id.into(), user_id.into()]);
        Conversation::find_by_statement(statement).one(self.connection).await
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

    pub async fn insert_members(&self, id: Uuid, users: &[Uuid]) -> Result<(), DbErr> {
        let joined_at = jiff::Timestamp::now().as_microsecond();
        let rows = users.iter().map(|user_id| member::ActiveModel {
            conversation_id: Set(id),
            user_id: Set(*user_id),
            last_read_seq: Set(0),
            joined_at: Set(joined_at),
            muted_until: Set(None),
        });
        member::Entity::insert_many(rows)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    /// At most so many entries of the list older than the cursor, newest
    /// first, and the `open` conversation wherever it is.
    pub async fn list(
        &self,
        user_id: Uuid,
        older_than: ListCursor,
        most: usize,
        open: Option<Uuid>,
    ) -> Result<ListPart, DbErr> {
        // One more tells whether there are further ones.
        let text = entries_of(&format!(
            "SELECT * FROM (
                 {OWN} AND {} ORDER BY {LAST_MESSAGE_AT} DESC, c.id DESC LIMIT {}) AS part
             UNION {OWN} AND c.id = $4",
            older(),
            most + 1
        ));
        let values =
            [user_id.into(), older_than.last_message_at.into(), older_than.id.into(), open.into()];
        let statement = sql(self.connection, &text, values);
        let entries = Entry::find_by_statement(statement).all(self.connection).await?;
        let mut part = ListPart::new(entries, most, open);
        if let Some(end) = part.end {
            let beyond = self.unread_beyond(user_id, end).await?;
            part.unread_beyond = (beyond - part.unread_apart()).max(0);
        }
        Ok(part)
    }

    /// The unread messages of all conversations older than the cursor, at most
    /// a hundred. So many conversations with something unread have as many
    /// messages, and none is looked at further than that: PostgreSQL would read
    /// the whole table of messages rather than believe it without the bounds.
    async fn unread_beyond(&self, user_id: Uuid, older_than: ListCursor) -> Result<i64, DbErr> {
        let text = format!(
            "SELECT CAST(COALESCE(SUM(beyond.unread), 0) AS BIGINT) AS unread FROM (
                 SELECT (SELECT count(*) FROM (
                             SELECT author_id, deleted_at FROM messages
                             WHERE conversation_id = c.id AND seq > m.last_read_seq
                             ORDER BY seq LIMIT {MOST_BEYOND}) AS above
                         WHERE author_id <> $1 AND deleted_at IS NULL) AS unread
                 FROM members AS m
                 JOIN conversations AS c ON c.id = m.conversation_id AND c.last_seq > m.last_read_seq
                 WHERE m.user_id = $1 AND {}
                 LIMIT {MOST_BEYOND}) AS beyond",
            older()
        );
        let values = [user_id.into(), older_than.last_message_at.into(), older_than.id.into()];
        let row = self.connection.query_one_raw(sql(self.connection, &text, values)).await?;
        let unread: i64 = row.map_or(Ok(0), |row| row.try_get("", "unread"))?;
        Ok(unread.min(MOST_BEYOND))
    }

    /// These entries of the list, newest first.
    pub async fn entries(
        &self,
        user_id: Uuid,
        conversations: &[Uuid],
    ) -> Result<Vec<Entry>, DbErr> {
        let text = entries_of(&format!("{OWN} AND c.id IN ({})", places(conversations.len(), 2)));
        let values = std::iter::once(user_id).chain(conversations.iter().copied()).map(Into::into);
        Entry::find_by_statement(sql(self.connection, &text, values)).all(self.connection).await
    }

    /// How far each member has read, and whether they share it.
    pub async fn pointers(&self, id: Uuid) -> Result<Vec<Pointer>, DbErr> {
        let text = "
            SELECT m.user_id AS user_id, m.last_read_seq AS last_read_seq,
                   u.shares_reading AS shares_reading
            FROM members AS m JOIN users AS u ON u.id = m.user_id WHERE m.conversation_id = $1";
        Pointer::find_by_statement(sql(self.connection, text, [id.into()]))
            .all(self.connection)
            .await
    }

    /// What the pointers of these conversations add up to: a number that grows
    /// with every reading.
    pub async fn reading_marks(&self, conversations: &[Uuid]) -> Result<Vec<(Uuid, i64)>, DbErr> {
        let text = format!(
            "SELECT conversation_id AS id, CAST(SUM(last_read_seq) AS BIGINT) AS mark
             FROM members WHERE conversation_id IN ({}) GROUP BY conversation_id",
            places(conversations.len(), 1)
        );
        self.marks(&text, conversations).await
    }

    /// Everybody else in this user's conversations.
    pub async fn partners(&self, user_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
        let found = self.partners_of(&[user_id]).await?;
        Ok(found.into_iter().map(|(_, partner)| partner).collect())
    }

    /// Who shares a conversation with these users: user and partner.
    pub async fn partners_of(&self, users: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        let text = format!(
            "SELECT DISTINCT m.user_id AS user_id, other.user_id AS partner FROM members AS m
             JOIN members AS other
                 ON other.conversation_id = m.conversation_id AND other.user_id <> m.user_id
             WHERE m.user_id IN ({})",
            places(users.len(), 1)
        );
        let values = users.iter().map(|user| (*user).into());
        let rows = self.connection.query_all_raw(sql(self.connection, &text, values)).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "user_id")?, row.try_get("", "partner")?)))
            .collect()
    }

    /// The versions of these conversations, in one query.
    pub async fn versions(&self, conversations: &[Uuid]) -> Result<Vec<(Uuid, i64)>, DbErr> {
        conversation::Entity::find()
            .select_only()
            .columns([conversation::Column::Id, conversation::Column::Version])
            .filter(conversation::Column::Id.is_in(conversations.iter().copied()))
            .into_tuple()
            .all(self.connection)
            .await
    }

    /// What the lists of these users add up to: a number that grows with every
    /// message, change and reading in them, of the others too.
    pub async fn list_marks(&self, users: &[Uuid]) -> Result<Vec<(Uuid, i64)>, DbErr> {
        let text = format!(
            "SELECT m.user_id AS id,
                    CAST(SUM(c.version + m.last_read_seq + COALESCE(other.last_read_seq, 0) + 1)
                         AS BIGINT) AS mark
             FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
             LEFT JOIN members AS other
                 ON other.conversation_id = c.id AND other.user_id <> m.user_id
             WHERE m.user_id IN ({}) GROUP BY m.user_id",
            places(users.len(), 1)
        );
        self.marks(&text, users).await
    }

    async fn marks(&self, text: &str, ids: &[Uuid]) -> Result<Vec<(Uuid, i64)>, DbErr> {
        let values = ids.iter().copied().map(Into::into);
        let rows = self.connection.query_all_raw(sql(self.connection, text, values)).await?;
        rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "mark")?))).collect()
    }

    /// The conversations that this user shares with somebody, with the other one.
    pub async fn shared_by(&self, user_id: Uuid) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        let text = "
            SELECT other.conversation_id AS conversation_id, other.user_id AS user_id
            FROM members AS m
            JOIN members AS other
              ON other.conversation_id = m.conversation_id AND other.user_id <> m.user_id
            WHERE m.user_id = $1";
        let rows =
            self.connection.query_all_raw(sql(self.connection, text, [user_id.into()])).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "conversation_id")?, row.try_get("", "user_id")?)))
            .collect()
    }

    /// The members of these conversations: conversation and user.
    pub async fn members_of(&self, conversations: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        member::Entity::find()
            .select_only()
            .columns([member::Column::ConversationId, member::Column::UserId])
            .filter(member::Column::ConversationId.is_in(conversations.iter().copied()))
            .into_tuple()
            .all(self.connection)
            .await
    }

    /// Moves the pointer forward to `seq`, at most to the last message. False
    /// when it was there already.
    pub async fn mark_read_up_to(&self, id: Uuid, user_id: Uuid, seq: i64) -> Result<bool, DbErr> {
        let text = "
            UPDATE members SET last_read_seq =
                (SELECT CASE WHEN last_seq < $3 THEN last_seq ELSE $3 END FROM conversations WHERE id = $1)
            WHERE conversation_id = $1 AND user_id = $2 AND last_read_seq < $3
              AND last_read_seq < (SELECT last_seq FROM conversations WHERE id = $1)";
        let statement = sql(self.connection, text, [id.into(), user_id.into(), seq.into()]);
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
            .filter(member::Column::ConversationId.eq(id))
            .filter(member::Column::UserId.eq(user_id))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Moves the pointer of somebody who has just sent `seq` to what they had
    /// `seen`, and over the own message when nothing lies between. False when
    /// they are no member (any more).
    pub async fn mark_sent(
        &self,
        id: Uuid,
        user_id: Uuid,
        (seq, seen): (i64, i64),
    ) -> Result<bool, DbErr> {
        let text = "
            UPDATE members SET last_read_seq = CASE
                WHEN last_read_seq >= $3 - 1 OR $4 >= $3 - 1 THEN $3
                WHEN last_read_seq < $4 THEN $4
                ELSE last_read_seq END
            WHERE conversation_id = $1 AND user_id = $2";
        let values = [id.into(), user_id.into(), seq.into(), seen.into()];
        Ok(self.connection.execute_raw(sql(self.connection, text, values)).await?.rows_affected()
            == 1)
    }
}

/// `$first, $first+1, …` for so many values.
fn places(count: usize, first: usize) -> String {
    (first..first + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}
