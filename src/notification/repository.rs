//! Every query about notifications and about what stands in Telegram.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, Value};
use uuid::Uuid;

use super::{
    MOST_TEXTS,
    outbox::{Job, Wish},
    rows::{Claimed, Counts, Covered, Due, Known, Recipient, Settled, Stored, Unread},
};
use crate::{
    message::{Mentions, Message, concerns, meant_for, named},
    store::{Connected, sql, uuids},
};

/// How long a worker may take; the call to Telegram takes less.
pub const CLAIM: Duration = Duration::from_secs(60);
/// Answers to notices are understood for so long (30 days).
const KEPT_MICROS: i64 = 30 * 24 * 3600 * 1_000_000;
/// How long what was given up rests before it is tried again (ten minutes).
const PARKED_MICROS: i64 = 10 * 60 * 1_000_000;
/// Messages of which a notice speaks at most.
pub const MOST_UNREAD: usize = 100;

/// Of the conversation of a row.
const LAST_SEQ: &str = "COALESCE((SELECT c.last_seq FROM conversations AS c
    WHERE c.id = notifications.conversation_id), 0)";

pub struct NotificationRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> NotificationRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// Locks rows in the order in which who posts in several conversations takes
    /// theirs, before a statement that would take them in any. SQLite has one
    /// writer.
    async fn lock(&self, rows: &str, values: impl IntoIterator<Item = Value>) -> Result<(), DbErr> {
        if self.connection.get_database_backend() == DbBackend::Sqlite {
            return Ok(());
        }
        let text = format!(
            "SELECT 1 FROM notifications WHERE {rows} ORDER BY conversation_id, user_id FOR UPDATE"
        );
        self.connection.query_all_raw(self.sql(&text, values)).await.map(drop)
    }

    /// Lets nobody post in a conversation until the transaction ends: who posts just
    /// now may have found the row waiting, and left it alone. Its row is written, so
    /// that a send that has begun before, and has it not locked yet, looks again.
    async fn wait_for_senders(&self, conversation: Uuid) -> Result<(), DbErr> {
        if self.connection.get_database_backend() == DbBackend::Sqlite {
            return Ok(());
        }
        let text = "UPDATE conversations SET last_seq = last_seq WHERE id = $1";
        self.connection.execute_raw(self.sql(text, [conversation.into()])).await.map(drop)
    }

    /// Everything that this user has not read may be news to them.
    pub async fn want_all(&self, user: Uuid, soon: Duration) -> Result<Vec<Wish>, DbErr> {
        self.lock("user_id = $1", [user.into()]).await?;
        let text = "
            INSERT INTO notifications (user_id, conversation_id, wanted_seq, due_at)
            SELECT m.user_id, m.conversation_id, c.last_seq, {now} + $2
            FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
            WHERE m.user_id = $1 AND c.last_seq > m.last_read_seq
            ORDER BY m.conversation_id
            ON CONFLICT (user_id, conversation_id) DO UPDATE SET
                wanted_seq = excluded.wanted_seq,
                generation = notifications.generation + 1,
                attempts = 0, parked_at = NULL,
                due_at = COALESCE(notifications.due_at, excluded.due_at)
            RETURNING user_id, conversation_id, due_at - {now} AS rest";
        self.wishes(text, [user.into(), micros(soon).into()]).await
    }

    /// These members should hear of a message, those with a working link.
    pub async fn want(
        &self,
        conversation: Uuid,
        seq: i64,
        users: &[Uuid],
        after: Duration,
    ) -> Result<Vec<Wish>, DbErr> {
        let text = "
            INSERT INTO notifications (user_id, conversation_id, wanted_seq, due_at)
            SELECT m.user_id, m.conversation_id, $2, {now} + $4
            FROM members AS m
            JOIN telegram_links AS l ON l.user_id = m.user_id AND l.blocked_at IS NULL
            WHERE m.conversation_id = $1 AND m.user_id IN {uuids $3} AND m.level <> 'nothing'
            ORDER BY m.user_id
            ON CONFLICT (user_id, conversation_id) DO UPDATE SET
                wanted_seq = excluded.wanted_seq,
                generation = notifications.generation + 1,
                attempts = CASE WHEN notifications.due_at IS NULL THEN 0
                    ELSE notifications.attempts END,
                parked_at = NULL, due_at = COALESCE(notifications.due_at, excluded.due_at)
            RETURNING user_id, conversation_id, due_at - {now} AS rest";
        let values = [conversation.into(), seq.into(), uuids(users), micros(after).into()];
        self.wishes(text, values).await
    }

    /// Of those whom a message mentions now, these should hear of it who are told only
    /// of what is meant for them, as if it was said just now.
    pub async fn want_meant(
        &self,
        message: &Message,
        mentions: &Mentions,
        after: Duration,
    ) -> Result<Vec<Wish>, DbErr> {
        let text = "
            INSERT INTO notifications (user_id, conversation_id, wanted_seq, due_at)
            SELECT m.user_id, m.conversation_id, $2, {now} + $4
            FROM members AS m
            JOIN telegram_links AS l ON l.user_id = m.user_id AND l.blocked_at IS NULL
            WHERE m.conversation_id = $1 AND (m.user_id IN {uuids $3} OR $5) AND m.user_id <> $6
              AND m.level = 'mentions' AND m.last_read_seq < $2 AND m.first_seq <= $2
            ORDER BY m.user_id
            ON CONFLICT (user_id, conversation_id) DO UPDATE SET
                wanted_seq = CASE WHEN notifications.wanted_seq < excluded.wanted_seq
                    THEN excluded.wanted_seq ELSE notifications.wanted_seq END,
                told_seq = CASE WHEN notifications.told_seq < excluded.wanted_seq
                    THEN notifications.told_seq ELSE excluded.wanted_seq - 1 END,
                generation = notifications.generation + 1,
                attempts = CASE WHEN notifications.due_at IS NULL THEN 0
                    ELSE notifications.attempts END,
                parked_at = NULL, due_at = COALESCE(notifications.due_at, excluded.due_at)
            RETURNING user_id, conversation_id, due_at - {now} AS rest";
        let values = [
            message.conversation_id.into(),
            message.seq.into(),
            uuids(mentions.users()),
            micros(after).into(),
            mentions.everybody().into(),
            message.author_id.into(),
        ];
        self.wishes(text, values).await
    }

    /// What stands in Telegram, or was to be sent there, may be wrong.
    pub async fn touch(
        &self,
        user: Uuid,
        conversation: Uuid,
        soon: Duration,
    ) -> Result<Vec<Wish>, DbErr> {
        let rows = "user_id = $1 AND conversation_id = $2";
        self.touch_rows(rows, [user.into(), conversation.into()], soon).await
    }

    /// The same for everybody who was told of this message or is going to be. Whose row
    /// is due may be told of it just now, whatever the row says: a send leaves a row
    /// alone that waits already. Whose was given up may have been told.
    pub async fn touch_everybodys(
        &self,
        conversation: Uuid,
        seq: i64,
        soon: Duration,
    ) -> Result<Vec<Wish>, DbErr> {
        let rows = "conversation_id = $1
            AND (due_at IS NOT NULL OR parked_at IS NOT NULL OR told_seq >= $2)
            AND user_id IN (SELECT user_id FROM members WHERE conversation_id = $1)";
        self.touch_rows(rows, [conversation.into(), seq.into()], soon).await
    }

    async fn touch_rows(
        &self,
        rows: &str,
        [one, other]: [Value; 2],
        soon: Duration,
    ) -> Result<Vec<Wish>, DbErr> {
        let text = format!(
            "UPDATE notifications SET generation = generation + 1,
                 due_at = CASE
                     WHEN message_id IS NULL OR due_at < {{now}} + $3 THEN due_at
                     ELSE {{now}} + $3 END
             WHERE {rows} AND (due_at IS NOT NULL OR message_id IS NOT NULL)
             RETURNING user_id, conversation_id, due_at - {{now}} AS rest"
        );
        self.wishes(&text, [one, other, micros(soon).into()]).await
    }

    /// The same for all of a user's rows, and for those that wait for later,
    /// but for those that Telegram does not take.
    pub async fn touch_all(&self, user: Uuid, soon: Duration) -> Result<Vec<Wish>, DbErr> {
        self.lock("user_id = $1", [user.into()]).await?;
        let text = "
            UPDATE notifications SET generation = generation + 1,
                due_at = CASE WHEN attempts > 0 OR due_at < {now} + $2 THEN due_at
                    ELSE {now} + $2 END
            WHERE user_id = $1 AND (due_at IS NOT NULL OR message_id IS NOT NULL)
            RETURNING user_id, conversation_id, due_at - {now} AS rest";
        self.wishes(text, [user.into(), micros(soon).into()]).await
    }

    /// Rows that are due within so long and the ends of claims on them, which
    /// a worker that is gone has left.
    pub async fn due(&self, within: Duration, most: u64) -> Result<Vec<Wish>, DbErr> {
        let text = format!(
            "SELECT user_id, conversation_id,
                    CASE WHEN claimed_until > due_at THEN claimed_until ELSE due_at END - {{now}} AS rest
             FROM notifications
             WHERE due_at <= {{now}} + $1
               AND (claimed_until IS NULL OR claimed_until <= {{now}} + $1)
             ORDER BY due_at LIMIT {most}"
        );
        self.wishes(&text, [micros(within).into()]).await
    }

    /// Takes a row that is due and that nobody else works on.
    pub async fn claim(&self, job: Job, claim: Uuid) -> Result<Option<Claimed>, DbErr> {
        let text = format!(
            "UPDATE notifications SET claim = $3, claimed_until = {{now}} + $4
             WHERE user_id = $1 AND conversation_id = $2 AND due_at <= {{now}}
               AND (claimed_until IS NULL OR claimed_until < {{now}})
             RETURNING {LAST_SEQ} AS last_seq, told_seq, generation, attempts, message_id,
                 message_sent_at, answered, replaced_message_id, shown_hash, picture_id"
        );
        let values = [job.user.into(), job.conversation.into(), claim.into(), micros(CLAIM).into()];
        Claimed::find_by_statement(self.sql(&text, values)).one(self.connection).await
    }

    /// How long until a row is due that could not be claimed; none when it is
    /// due already, in work, or not at all.
    pub async fn rest(&self, job: Job) -> Result<Option<Duration>, DbErr> {
        let text = "
            SELECT user_id, conversation_id, due_at - {now} AS rest FROM notifications
            WHERE user_id = $1 AND conversation_id = $2 AND due_at > {now}";
        let wishes = self.wishes(text, [job.user.into(), job.conversation.into()]).await?;
        Ok(wishes.first().map(|(_, rest)| *rest))
    }

    /// Whether the claim still holds and nothing has changed since, right before
    /// it matters; if so, it holds for a whole life again. Until the row is given
    /// back, nobody knows what stands in Telegram.
    pub async fn keep(&self, job: Job, claim: Uuid, generation: i64) -> Result<bool, DbErr> {
        let text = "
            UPDATE notifications SET claimed_until = {now} + $4, shown_hash = NULL
            WHERE user_id = $1 AND conversation_id = $2 AND claim = $3 AND claimed_until > {now}
              AND generation = $5";
        let values = [
            job.user.into(),
            job.conversation.into(),
            claim.into(),
            micros(CLAIM).into(),
            generation.into(),
        ];
        Ok(self.connection.execute_raw(self.sql(text, values)).await?.rows_affected() == 1)
    }

    /// Gives the row back. It is done only if nothing has changed and nothing was said
    /// since it was claimed; else it is due at once, or after a failure when it would be
    /// anyway, and the rest until then is returned. An answer that came meanwhile
    /// stays known. None when somebody else has the claim or the row is gone.
    pub async fn settle(
        &self,
        job: Job,
        claim: Uuid,
        known: Known,
        settled: &Settled,
    ) -> Result<Option<Stored>, DbErr> {
        self.wait_for_senders(job.conversation).await?;
        let text = format!(
            "UPDATE notifications SET claim = NULL, claimed_until = NULL,
                told_seq = $4, message_id = $5, message_sent_at = $6, shown_hash = $12,
                picture_id = $14,
                answered = CASE WHEN message_id = $5 THEN answered ELSE FALSE END,
                attempts = $7, parked_at = CASE WHEN $8 THEN {{now}} END,
                replaced_message_id = CASE WHEN answered AND message_id = $11 THEN NULL ELSE $11 END,
                due_at = CASE
                    WHEN (generation = $9 AND {LAST_SEQ} = $13)
                        OR ($7 > 0 AND NOT $8) THEN {{now}} + $10
                    ELSE {{now}} END
            WHERE user_id = $1 AND conversation_id = $2 AND claim = $3
            RETURNING user_id, conversation_id, due_at - {{now}} AS rest, replaced_message_id"
        );
        let values = [
            job.user.into(),
            job.conversation.into(),
            claim.into(),
            settled.told_seq.into(),
            settled.message_id.into(),
            settled.message_sent_at.into(),
            settled.attempts.into(),
            settled.is_parked.into(),
            known.generation.into(),
            settled.again_in.map(micros).into(),
            settled.replaced_message_id.into(),
            settled.shown_hash.clone().into(),
            known.last_seq.into(),
            settled.picture_id.into(),
        ];
        Stored::find_by_statement(self.sql(&text, values)).one(self.connection).await
    }

    /// Whether this is the notice that the row speaks of.
    pub async fn names(&self, job: Job, message: i64) -> Result<bool, DbErr> {
        let text = "
            SELECT 1 FROM notifications
            WHERE user_id = $1 AND conversation_id = $2 AND message_id = $3";
        let values = [job.user.into(), job.conversation.into(), message.into()];
        Ok(self.connection.query_one_raw(self.sql(text, values)).await?.is_some())
    }

    /// The notice in whose place there is a new one is gone. Gives back when
    /// the row must be looked at again, if it must: who has posted since may have
    /// found it waiting.
    pub async fn forget_replaced(
        &self,
        job: Job,
        message: i64,
        known: Known,
    ) -> Result<Option<Wish>, DbErr> {
        self.wait_for_senders(job.conversation).await?;
        let text = format!(
            "UPDATE notifications SET replaced_message_id = NULL,
                due_at = CASE WHEN generation <> $4 OR {LAST_SEQ} <> $5 THEN {{now}} END
            WHERE user_id = $1 AND conversation_id = $2 AND replaced_message_id = $3
              AND claim IS NULL
            RETURNING user_id, conversation_id, due_at - {{now}} AS rest"
        );
        let values = [
            job.user.into(),
            job.conversation.into(),
            message.into(),
            known.generation.into(),
            known.last_seq.into(),
        ];
        let row = Due::find_by_statement(self.sql(&text, values)).one(self.connection).await?;
        Ok(row.filter(|row| row.rest.is_some()).map(Due::wish))
    }

    /// None when there is no link that works.
    pub async fn recipient(&self, job: Job) -> Result<Option<Recipient>, DbErr> {
        let text = "
            SELECT l.chat_id AS chat_id,
                   (l.muted_at IS NOT NULL OR COALESCE(m.muted_until, 0) > {now}
                       OR COALESCE(m.level, 'all') = 'nothing') AS is_muted,
                   COALESCE(m.level, 'all') = 'mentions' AS only_meant,
                   u.language AS language, u.time_zone AS time_zone,
                   u.notice_content AS notice_content, u.notice_pictures AS notice_pictures,
                   u.quiet_from AS quiet_from, u.quiet_until AS quiet_until, {now} AS now,
                   CASE WHEN m.last_read_seq < m.first_seq THEN m.first_seq - 1
                        ELSE m.last_read_seq END AS last_read_seq,
                   c.title AS title
            FROM telegram_links AS l
            JOIN users AS u ON u.id = l.user_id AND u.disabled_at IS NULL
            LEFT JOIN members AS m ON m.user_id = u.id AND m.conversation_id = $2
            LEFT JOIN conversations AS c ON c.id = m.conversation_id AND c.kind = 'group'
            WHERE l.user_id = $1 AND l.blocked_at IS NULL";
        let statement = self.sql(text, [job.user.into(), job.conversation.into()]);
        Recipient::find_by_statement(statement).one(self.connection).await
    }

    /// The newest that the recipient has neither read nor hidden, the oldest of them first;
    /// of `only_meant` those that are meant for them. Only the last few have their text:
    /// no more of it is shown.
    pub async fn unread(
        &self,
        job: Job,
        after: i64,
        only_meant: bool,
    ) -> Result<Vec<Unread>, DbErr> {
        let meant = if only_meant { meant_for("$2", "m") } else { "TRUE".to_owned() };
        let text = format!(
            "SELECT m.seq AS seq, m.format AS format, m.reply_to AS reply_to,
                    u.display_name AS author,
                    CASE WHEN ROW_NUMBER() OVER (ORDER BY m.seq DESC) <= {MOST_TEXTS}
                        THEN m.body ELSE '' END AS body,
                    CASE WHEN ROW_NUMBER() OVER (ORDER BY m.seq DESC) <= {MOST_TEXTS}
                        THEN m.files END AS files, {} AS named
             FROM messages AS m JOIN users AS u ON u.id = m.author_id
             WHERE m.conversation_id = $1 AND m.seq > $3 AND m.author_id <> $2
               AND m.deleted_at IS NULL AND {} AND {meant} AND NOT EXISTS (
                   SELECT 1 FROM hidden_messages AS h
                   WHERE h.user_id = $2 AND h.conversation_id = $1 AND h.seq = m.seq)
             ORDER BY m.seq DESC LIMIT {MOST_UNREAD}",
            named(self.connection.get_database_backend(), "m"),
            concerns("$2", "m")
        );
        let values = [job.conversation.into(), job.user.into(), after.into()];
        let mut unread =
            Unread::find_by_statement(self.sql(&text, values)).all(self.connection).await?;
        unread.reverse();
        Ok(unread)
    }

    /// Remembers what a message in this user's chat speaks of, as it was looked up then.
    pub async fn cover(
        &self,
        user: Uuid,
        (chat, message): (i64, i64),
        covered: &Covered,
        looked_at: i64,
    ) -> Result<(), DbErr> {
        let text = "
            INSERT INTO notices
                (chat_id, message_id, user_id, conversation_id, seq, only_seq, sent_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (chat_id, message_id) DO UPDATE SET user_id = excluded.user_id,
                conversation_id = excluded.conversation_id, seq = excluded.seq,
                only_seq = excluded.only_seq, sent_at = excluded.sent_at";
        let values = [
            chat.into(),
            message.into(),
            user.into(),
            covered.conversation_id.into(),
            covered.seq.into(),
            covered.only_seq.into(),
            looked_at.into(),
        ];
        self.connection.execute_raw(self.sql(text, values)).await.map(|_| ())
    }

    /// Whether something was deleted that this message in the user's chat says: of
    /// several messages, one of the last, which it shows.
    pub async fn says_what_is_gone(
        &self,
        job: Job,
        (chat, message): (i64, i64),
    ) -> Result<bool, DbErr> {
        let text = format!(
            "SELECT 1 FROM notices AS n
             WHERE n.chat_id = $3 AND n.message_id = $4 AND EXISTS (
                 SELECT 1 FROM (
                     SELECT seq, deleted_at FROM messages
                     WHERE conversation_id = $2 AND seq <= n.seq AND author_id <> $1
                     ORDER BY seq DESC LIMIT {MOST_TEXTS}) AS told
                 WHERE told.deleted_at >= n.sent_at
                   AND told.seq = COALESCE(n.only_seq, told.seq))"
        );
        let values = [job.user.into(), job.conversation.into(), chat.into(), message.into()];
        Ok(self.connection.query_one_raw(self.sql(&text, values)).await?.is_some())
    }

    /// What this message in this user's chat speaks of.
    pub async fn covered(
        &self,
        user: Uuid,
        chat: i64,
        message: i64,
    ) -> Result<Option<Covered>, DbErr> {
        let text = "
            SELECT conversation_id, seq, only_seq FROM notices
            WHERE chat_id = $1 AND message_id = $2 AND user_id = $3";
        let statement = self.sql(text, [chat.into(), message.into(), user.into()]);
        Covered::find_by_statement(statement).one(self.connection).await
    }

    /// The person has answered this message, so it stays.
    pub async fn set_answered(
        &self,
        user: Uuid,
        conversation: Uuid,
        message: i64,
    ) -> Result<(), DbErr> {
        let text = "
            UPDATE notifications SET
                answered = CASE WHEN message_id = $3 THEN TRUE ELSE answered END,
                replaced_message_id = NULLIF(replaced_message_id, $3)
            WHERE user_id = $1 AND conversation_id = $2
              AND (message_id = $3 OR replaced_message_id = $3)";
        let values = [user.into(), conversation.into(), message.into()];
        self.connection.execute_raw(self.sql(text, values)).await.map(|_| ())
    }

    /// What this user should be told goes to another chat: nothing stands there
    /// yet, and whoever is at work for the old one has lost the claim.
    pub async fn move_to_other_chat(&self, user: Uuid) -> Result<(), DbErr> {
        self.lock("user_id = $1", [user.into()]).await?;
        let text = "
            UPDATE notifications SET generation = generation + 1, message_id = NULL,
                message_sent_at = NULL, shown_hash = NULL, picture_id = NULL, answered = FALSE,
                replaced_message_id = NULL, claim = NULL, claimed_until = NULL
            WHERE user_id = $1";
        self.connection.execute_raw(self.sql(text, [user.into()])).await.map(|_| ())
    }

    /// What was given up because Telegram was out of reach is tried again now
    /// and then: it may be back.
    pub async fn retry_parked(&self, attempts: i32) -> Result<(), DbErr> {
        let rows = "parked_at < {now} - $1 AND attempts >= $2";
        let values = [PARKED_MICROS.into(), attempts.into()];
        self.lock(rows, values.clone()).await?;
        let text =
            format!("UPDATE notifications SET parked_at = NULL, due_at = {{now}} WHERE {rows}");
        self.connection.execute_raw(self.sql(&text, values)).await.map(|_| ())
    }

    /// There is no chat any more: nothing in it can be changed.
    pub async fn forget(&self, user: Uuid) -> Result<(), DbErr> {
        self.lock("user_id = $1", [user.into()]).await?;
        for table in ["notifications", "notices"] {
            let text = format!("DELETE FROM {table} WHERE user_id = $1");
            self.connection.execute_raw(self.sql(&text, [user.into()])).await?;
        }
        Ok(())
    }

    /// Nobody is told any more of what waits now: the next message tells of it,
    /// too. What stands in Telegram is not known.
    pub async fn take_all_as_told(&self) -> Result<(), DbErr> {
        let text = format!(
            "UPDATE notifications
             SET generation = generation + 1, told_seq = {LAST_SEQ}, due_at = NULL, attempts = 0,
                 parked_at = NULL, claim = NULL, claimed_until = NULL, shown_hash = NULL"
        );
        self.connection.execute_raw(self.sql(&text, [])).await.map(|_| ())
    }

    pub async fn counts(&self) -> Result<Option<Counts>, DbErr> {
        let text = "
            SELECT (SELECT COUNT(*) FROM notifications WHERE due_at IS NOT NULL) AS waiting,
                   (SELECT COALESCE({now} - MIN(due_at), 0) FROM notifications) AS late,
                   (SELECT COUNT(*) FROM notifications WHERE parked_at IS NOT NULL) AS parked,
                   (SELECT COUNT(*) FROM telegram_links WHERE blocked_at IS NOT NULL) AS blocked";
        Counts::find_by_statement(self.sql(text, [])).one(self.connection).await
    }

    pub async fn forget_old(&self) -> Result<(), DbErr> {
        let text = "DELETE FROM notices WHERE sent_at < {now} - $1";
        self.connection.execute_raw(self.sql(text, [KEPT_MICROS.into()])).await.map(|_| ())
    }

    async fn wishes(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<Wish>, DbErr> {
        let due = Due::find_by_statement(self.sql(text, values)).all(self.connection).await?;
        Ok(due.into_iter().map(Due::wish).collect())
    }

    fn sql(&self, text: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        sql(self.connection, text, values)
    }
}

pub(super) fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
