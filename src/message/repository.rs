//! Every query about messages. Each names the conversation, as a partitioned
//! store would want it.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Statement, Value};
use uuid::Uuid;

use super::{
    By, LOOKED_AT, MAY_COUNT, MOST_GONE_THROUGH, MOST_HIDDEN, Message, MessageReader, Unread,
    Window, concerns, mention::mentioned, named, new::attempt_hash, reaction::MOST_NAMED,
};
use crate::store::{Connected, numbers, sql, texts};

/// What an earlier attempt has stored.
#[derive(Debug)]
pub struct Earlier {
    pub message: Message,
    /// None for one from before there were hashes, which was never changed.
    attempt_hash: Option<String>,
}

impl Earlier {
    /// What the first attempt carried.
    pub fn attempt_hash(&self) -> String {
        self.attempt_hash.clone().unwrap_or_else(|| attempt_hash(&self.message.body, None, &[]))
    }
}

impl FromQueryResult for Earlier {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            message: Message::from_query_result(row, prefix)?,
            attempt_hash: row.try_get(prefix, "attempt_hash")?,
        })
    }
}

/// The version that a change of a conversation takes.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub struct Taken {
    /// Of its last message.
    pub seq: i64,
    pub version: i64,
    pub at: i64,
}

/// A message that somebody wants to hide.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub struct Hideable {
    pub is_pinned: bool,
    pub is_line: bool,
}

/// A message with all that its fragment shows. Reactions are looked for only
/// where there are some; of each kind twelve people are named. So are the first of
/// those whom a line is about, and all whom a text mentions.
const MESSAGE: &str = "
    SELECT m.conversation_id AS conversation_id, m.seq AS seq, m.version AS version,
           m.author_id AS author_id, u.username AS author_username,
           u.display_name AS author_display_name, u.avatar_id AS author_avatar_id,
           m.nonce AS nonce, m.body AS body,
           m.continues AS continues, m.created_at AS created_at, m.deleted_at AS deleted_at,
           m.format AS format, m.edited_at AS edited_at, m.text_version AS text_version,
           m.pinned_at AS pinned_at, m.attempt_hash AS attempt_hash, m.files AS files,
           origin.id AS origin_id, origin.display_name AS origin_display_name, quoted.seq AS quoted_seq,
           quoted.version AS quoted_version, quoted.body AS quoted_body,
           quoted.format AS quoted_format, quoted.deleted_at AS quoted_deleted_at,
           quoted.files AS quoted_files,
           quoted_author.display_name AS quoted_display_name,
           CASE WHEN m.reactions > 0 THEN (
               SELECT {reactions} FROM (
                   SELECT r.emoji AS emoji, r.created_at AS created_at, by.username AS username,
                          by.display_name AS display_name,
                          count(*) OVER (PARTITION BY r.emoji) AS people,
                          min(r.created_at) OVER (PARTITION BY r.emoji) AS first_at,
                          row_number() OVER
                              (PARTITION BY r.emoji ORDER BY r.created_at, r.user_id) AS place
                   FROM reactions AS r JOIN users AS by ON by.id = r.user_id
                   WHERE r.conversation_id = m.conversation_id AND r.seq = m.seq) AS r
               WHERE r.place <= {most_by}) END AS reactions,
           {named} AS named, m.mentions AS mentions, {mentioned} AS mentioned,
           (SELECT c.kind FROM conversations AS c WHERE c.id = $1) = 'group' AS in_group
    FROM messages AS m JOIN users AS u ON u.id = m.author_id
    LEFT JOIN users AS origin ON origin.id = m.forwarded_from
    LEFT JOIN messages AS quoted
         ON quoted.conversation_id = m.conversation_id AND quoted.seq = m.reply_to {quotable}
    LEFT JOIN users AS quoted_author ON quoted_author.id = quoted.author_id
    WHERE m.conversation_id = $1";

/// The reactions of one message as JSON, in the words of each database.
fn reactions(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => {
            "CAST(json_agg(json_build_array(r.emoji, r.people, r.username, r.display_name)
                 ORDER BY r.first_at, r.emoji, r.place) AS TEXT)"
        }
        _ => {
            "json_group_array(json_array(r.emoji, r.people, r.username, r.display_name)
                 ORDER BY r.first_at, r.emoji, r.place)"
        }
    }
}

/// But for what a user has hidden of these messages. Each is looked up by its
/// key: with NOT EXISTS, PostgreSQL would look through all that the user has
/// hidden here, for each message.
fn not_hidden_by(user: &str, messages: &str) -> String {
    format!(
        "AND (SELECT count(*) FROM hidden_messages AS h
              WHERE h.user_id = {user} AND h.conversation_id = $1 AND h.seq = {messages}.seq) = 0"
    )
}

/// The same of those that others answer: they are not quoted.
fn quotes_only_what_is_not_hidden_by(user: &str) -> String {
    MESSAGE.replace("{quotable}", &not_hidden_by(user, "quoted"))
}

/// Whether somebody may see the message `m`: a member, from where their history
/// begins. It is a sum, which no index has: PostgreSQL would read all of a
/// conversation that it takes for a short one, and pick from that what is asked for.
const VISIBLE: &str = "m.seq - (SELECT me.first_seq FROM members AS me
    WHERE me.conversation_id = $1 AND me.user_id = $2) >= 0";

/// What is looked at of messages above `$2` to count them, of those that may count.
const HEADS: &str = "SELECT seq, author_id, deleted_at, format, body FROM messages
    WHERE conversation_id = $1 AND seq > $2 AND {may_count}";

/// Two messages of one author within this time belong together (five minutes).
pub(crate) const CONTINUES_WITHIN_MICROS: i64 = 5 * 60 * 1_000_000;

/// Pinned messages that are listed.
pub const MOST_PINNED: u64 = 100;

pub struct MessageRepository<'c, C> {
    connection: &'c C,
    conversation: Uuid,
}

impl<'c, C: ConnectionTrait> MessageRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>, conversation: Uuid) -> Self {
        Self { connection: at.connection(), conversation }
    }

    /// Takes the next `version`, for a change of what was posted. The row stays
    /// locked until the commit. None of a conversation that has ended.
    pub async fn take_version(&self) -> Result<Option<Taken>, DbErr> {
        let text = "
            UPDATE conversations SET version = version + 1 WHERE id = $1
            RETURNING last_seq AS seq, version AS version, {now} AS at";
        Taken::find_by_statement(self.sql(text, [])).one(self.connection).await
    }

    /// What this author sent under this nonce, if anything, as it is now, with
    /// the hash of what the first attempt carried.
    pub async fn with_nonce(&self, author: Uuid, nonce: &str) -> Result<Option<Earlier>, DbErr> {
        let text = format!("{MESSAGE} AND m.author_id = $2 AND m.nonce = $3");
        let statement = self.messages(&text, [author.into(), nonce.into()]);
        Earlier::find_by_statement(statement).one(self.connection).await
    }

    /// The message that this user may see under this number, with what it
    /// answers even where they have hidden that: what others are told is made
    /// of it.
    pub async fn visible(&self, user: Uuid, seq: i64) -> Result<Option<Message>, DbErr> {
        let hidden = not_hidden_by("$2", "m");
        let text = format!("{MESSAGE} AND m.seq = $3 AND {VISIBLE} {hidden}");
        let statement = self.messages(&text, [user.into(), seq.into()]);
        Message::find_by_statement(statement).one(self.connection).await
    }

    /// The messages of others above `read`, unless there are none; but for those
    /// that the reader has hidden, where there are any. They are counted among the
    /// newest, as in the list, so both show the same number; the first is looked for
    /// from the oldest on. Where few are above `read` that is the same.
    pub async fn unread(
        &self,
        reader: Uuid,
        read: i64,
        last_seq: i64,
        hides: bool,
    ) -> Result<Option<Unread>, DbErr> {
        let hidden = if hides { not_hidden_by("$3", "above") } else { String::new() };
        let counts = format!(
            "author_id <> $3 AND deleted_at IS NULL AND {} {hidden}",
            concerns("$3", "above")
        );
        let heads = HEADS.replace("{may_count}", MAY_COUNT);
        let newest = format!(
            "SELECT MIN(seq) AS first, count(*) AS count FROM ({heads}
                 AND seq > $4 - {MOST_GONE_THROUGH} ORDER BY seq DESC LIMIT {LOOKED_AT}) AS above
             WHERE {counts} HAVING count(*) > 0"
        );
        let oldest = format!(
            "SELECT MIN(seq) FROM ({heads}
                 AND seq <= $2 + {MOST_GONE_THROUGH} ORDER BY seq LIMIT {LOOKED_AT}) AS above
             WHERE {counts}"
        );
        let text = match last_seq - read > LOOKED_AT {
            false => newest,
            true => format!(
                "SELECT COALESCE(({oldest}), newest.first) AS first, newest.count AS count
                 FROM ({newest}) AS newest"
            ),
        };
        let statement = self.sql(&text, [read.into(), reader.into(), last_seq.into()]);
        Unread::find_by_statement(statement).one(self.connection).await
    }

    /// The messages of a window, oldest first, and another one wherever it is;
    /// but for those that their reader has hidden, where there are any. The other
    /// one is looked up by itself: with an OR, SQLite would read all messages of
    /// the conversation.
    pub async fn within(
        &self,
        window: Window,
        also: Option<i64>,
        hidden_by: Option<Uuid>,
    ) -> Result<Vec<Message>, DbErr> {
        let mut values: Vec<Value> = vec![window.first.into(), window.last.into()];
        let (mut message, mut hidden) = (MESSAGE.to_owned(), String::new());
        if let Some(reader) = hidden_by {
            values.push(reader.into());
            hidden = not_hidden_by("$4", "m");
            message = quotes_only_what_is_not_hidden_by("$4");
        }
        let mut text = format!("{message} AND m.seq BETWEEN $2 AND $3 {hidden}");
        if let Some(seq) = also.filter(|seq| !window.contains(*seq)) {
            values.push(seq.into());
            let place = values.len() + 1;
            text += &format!(" UNION ALL {message} AND m.seq = ${place} {hidden}");
        }
        let statement = self.messages(&format!("{text} ORDER BY seq"), values);
        Message::find_by_statement(statement).all(self.connection).await
    }

    /// What changed after `version`, in the order of the changes.
    pub async fn changed_since(&self, version: i64, limit: u64) -> Result<Vec<Message>, DbErr> {
        let text = format!("{MESSAGE} AND m.version > $2 ORDER BY m.version LIMIT {limit}");
        let statement = self.messages(&text, [version.into()]);
        Message::find_by_statement(statement).all(self.connection).await
    }

    /// Those of these messages that this user may see and pass on: that are no lines
    /// and not deleted, oldest first.
    pub async fn visible_among(&self, user: Uuid, seqs: &[i64]) -> Result<Vec<Message>, DbErr> {
        let text = format!(
            "{MESSAGE} AND {VISIBLE} {} AND m.deleted_at IS NULL AND m.format <> 'event'
               AND m.seq IN {{numbers $3}}
             ORDER BY m.seq",
            not_hidden_by("$2", "m")
        );
        let statement = self.messages(&text, [user.into(), numbers(seqs)]);
        Message::find_by_statement(statement).all(self.connection).await
    }

    /// Locks the conversation without a change.
    pub async fn lock(&self) -> Result<(), DbErr> {
        self.execute("UPDATE conversations SET last_seq = last_seq WHERE id = $1", []).await
    }

    /// What is to be known of a message to hide it, which is there for this user,
    /// hidden or not.
    pub async fn hideable(&self, user: Uuid, seq: i64) -> Result<Option<Hideable>, DbErr> {
        let text = format!(
            "SELECT m.pinned_at IS NOT NULL AS is_pinned, m.format = 'event' AS is_line
             FROM messages AS m WHERE m.conversation_id = $1 AND m.seq = $3 AND {VISIBLE}"
        );
        let statement = self.sql(&text, [user.into(), seq.into()]);
        Hideable::find_by_statement(statement).one(self.connection).await
    }

    /// The numbers of the newest messages that this user has hidden.
    pub async fn hidden_by(&self, user: Uuid) -> Result<Vec<i64>, DbErr> {
        let text = format!(
            "SELECT seq FROM hidden_messages WHERE conversation_id = $1 AND user_id = $2
             ORDER BY seq DESC LIMIT {MOST_HIDDEN}"
        );
        let rows = self.connection.query_all_raw(self.sql(&text, [user.into()])).await?;
        rows.iter().map(|row| row.try_get("", "seq")).collect()
    }

    /// The others who may be told to have read this message, by name, each with whether
    /// they have: those who share that, and are shown it, and were there when it was
    /// said.
    pub async fn readers(&self, message: &Message) -> Result<Vec<(MessageReader, bool)>, DbErr> {
        let text = "
            SELECT u.username AS username, u.display_name AS display_name,
                   u.avatar_id AS avatar_id, m.last_read_seq >= $3 AS has_read
            FROM members AS m JOIN users AS u ON u.id = m.user_id AND u.shares_reading
            WHERE m.conversation_id = $1 AND m.user_id <> $2
              AND m.first_seq <= $3 AND m.joined_at <= $4
            ORDER BY u.display_name, u.username";
        let values = [message.author_id.into(), message.seq.into(), message.created_at.into()];
        let rows = self.connection.query_all_raw(self.sql(text, values)).await?;
        let reader = |row: &QueryResult| {
            let username = row.try_get("", "username")?;
            let by = By { username, display_name: row.try_get("", "display_name")? };
            let reader = MessageReader { by, avatar_id: row.try_get("", "avatar_id")? };
            Ok((reader, row.try_get("", "has_read")?))
        };
        rows.iter().map(reader).collect()
    }

    /// Those members who are called by one of these user names, each with theirs.
    pub async fn members_called(&self, names: &[&str]) -> Result<Vec<(Uuid, String)>, DbErr> {
        let text = "
            SELECT u.id AS id, u.username AS username FROM users AS u
            JOIN members AS me ON me.conversation_id = $1 AND me.user_id = u.id
            WHERE u.username IN {texts $2} ORDER BY u.username";
        let statement = self.sql(text, [texts(names.iter().copied())]);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "username")?))).collect()
    }

    /// Hides a message from this user alone. False when it was so before, or they are
    /// no member. The member first, then what they hide, as whoever removes them takes
    /// both.
    pub async fn hide(&self, seq: i64, user: Uuid) -> Result<bool, DbErr> {
        let text = "
            UPDATE members SET hidden = hidden + 1, changes = changes + 1
            WHERE conversation_id = $1 AND user_id = $3 AND NOT EXISTS (
                SELECT 1 FROM hidden_messages AS h
                WHERE h.conversation_id = $1 AND h.seq = $2 AND h.user_id = $3)";
        let counted = self.sql(text, [seq.into(), user.into()]);
        if self.connection.execute_raw(counted).await?.rows_affected() == 0 {
            return Ok(false);
        }
        let text = "
            INSERT INTO hidden_messages (conversation_id, seq, user_id)
            VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        let hidden = self.sql(text, [seq.into(), user.into()]);
        Ok(self.connection.execute_raw(hidden).await?.rows_affected() == 1)
    }

    /// Gives a message another text, with whom it mentions. The first attempt is still known by its
    /// hash, also of one from before there were hashes.
    pub async fn set_text(
        &self,
        changed: &Message,
        mentions: Option<String>,
        first_attempt: &str,
    ) -> Result<(), DbErr> {
        let text = "
            UPDATE messages SET version = $3, text_version = $3, body = $4, format = $5,
                edited_at = $6, attempt_hash = COALESCE(attempt_hash, $7), mentions = $8
            WHERE conversation_id = $1 AND seq = $2";
        let values = [
            changed.seq.into(),
            changed.version.into(),
            changed.body.as_str().into(),
            changed.format.as_str().into(),
            changed.edited_at.into(),
            first_attempt.into(),
            mentions.into(),
        ];
        self.execute(text, values).await
    }

    /// Leaves a tombstone: number, author and nonce, and nothing that was said.
    pub async fn bury(&self, buried: &Message, first_attempt: &str) -> Result<(), DbErr> {
        let text = "
            UPDATE messages SET version = $3, text_version = $3, body = '', deleted_at = $4,
                edited_at = NULL, reply_to = NULL, forwarded_from = NULL, pinned_at = NULL,
                reactions = 0, mentions = NULL, files = NULL,
                attempt_hash = COALESCE(attempt_hash, $5)
            WHERE conversation_id = $1 AND seq = $2";
        let values = [
            buried.seq.into(),
            buried.version.into(),
            buried.deleted_at.into(),
            first_attempt.into(),
        ];
        self.execute(text, values).await?;
        let text = "DELETE FROM reactions WHERE conversation_id = $1 AND seq = $2";
        self.execute(text, [buried.seq.into()]).await
    }

    /// Puts an emoji to a message. False when this user has done so already.
    pub async fn react(&self, seq: i64, user: Uuid, emoji: &str, at: i64) -> Result<bool, DbErr> {
        let text = "
            INSERT INTO reactions (conversation_id, seq, emoji, user_id, created_at)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        let values = [seq.into(), emoji.into(), user.into(), at.into()];
        Ok(self.connection.execute_raw(self.sql(text, values)).await?.rows_affected() == 1)
    }

    /// Takes it away. False when there was none of this user.
    pub async fn unreact(&self, seq: i64, user: Uuid, emoji: &str) -> Result<bool, DbErr> {
        let text = "
            DELETE FROM reactions
            WHERE conversation_id = $1 AND seq = $2 AND emoji = $3 AND user_id = $4";
        let values = [seq.into(), emoji.into(), user.into()];
        Ok(self.connection.execute_raw(self.sql(text, values)).await?.rows_affected() == 1)
    }

    /// Counts the kinds of a message's reactions anew, at this version.
    pub async fn count_reactions(&self, seq: i64, version: i64) -> Result<i64, DbErr> {
        let text = "
            UPDATE messages SET version = $3, reactions = (
                SELECT count(DISTINCT emoji) FROM reactions
                WHERE conversation_id = $1 AND seq = $2)
            WHERE conversation_id = $1 AND seq = $2
            RETURNING CAST(reactions AS BIGINT) AS kinds";
        let row =
            self.connection.query_one_raw(self.sql(text, [seq.into(), version.into()])).await?;
        row.map_or(Ok(0), |row| row.try_get("", "kinds"))
    }

    /// Pins a message, or takes its pin away; the bar shows the newest pinned.
    pub async fn set_pinned(
        &self,
        seq: i64,
        version: i64,
        pinned_at: Option<i64>,
    ) -> Result<(), DbErr> {
        let text = "
            UPDATE messages SET version = $3, pinned_at = $4
            WHERE conversation_id = $1 AND seq = $2";
        self.execute(text, [seq.into(), version.into(), pinned_at.into()]).await?;
        self.show_newest_pin().await
    }

    /// The bar of the conversation shows the newest pinned message.
    pub async fn show_newest_pin(&self) -> Result<(), DbErr> {
        let text = "
            UPDATE conversations SET pinned_seq = (
                SELECT MAX(seq) FROM messages WHERE conversation_id = $1 AND pinned_at IS NOT NULL)
            WHERE id = $1";
        self.execute(text, []).await
    }

    /// The newest pinned messages, whoever may see them.
    pub async fn newest_pins(&self, most: u64) -> Result<Vec<Message>, DbErr> {
        let text =
            format!("{MESSAGE} AND m.pinned_at IS NOT NULL ORDER BY m.seq DESC LIMIT {most}");
        let statement = self.messages(&text, []);
        Message::find_by_statement(statement).all(self.connection).await
    }

    /// The pinned messages that this user may see, newest first.
    pub async fn pinned(&self, user: Uuid, most: u64) -> Result<Vec<Message>, DbErr> {
        let text = format!(
            "{} AND m.pinned_at IS NOT NULL AND {VISIBLE} {} ORDER BY m.seq DESC LIMIT {most}",
            quotes_only_what_is_not_hidden_by("$2"),
            not_hidden_by("$2", "m")
        );
        let statement = self.messages(&text, [user.into()]);
        Message::find_by_statement(statement).all(self.connection).await
    }

    async fn execute(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<(), DbErr> {
        self.connection.execute_raw(self.sql(text, values)).await.map(drop)
    }

    fn messages(&self, text: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        let backend = self.connection.get_database_backend();
        let text = text
            .replace("{reactions}", reactions(backend))
            .replace("{quotable}", "")
            .replace("{most_by}", &MOST_NAMED.to_string())
            .replace("{named}", &named(backend, "m"))
            .replace("{mentioned}", &mentioned(backend, "m"));
        self.sql(&text, values)
    }

    fn sql(&self, text: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        sql(self.connection, text, std::iter::once(self.conversation.into()).chain(values))
    }
}
