//! Every query about what a member keeps for themselves. Each write counts as a
//! change of theirs, so that a lost hint is noticed.

use sea_orm::{ConnectionTrait, DbErr, Value};
use uuid::Uuid;

use super::Draft;
use crate::{
    conversation::{ConversationRepository, repository::is_hidden},
    message::concerns,
    store::sql,
};

/// So many of the newest messages are looked at for one of somebody else.
const LOOKED_THROUGH: i64 = 200;

/// Most conversations that somebody has pinned.
const MOST_PINNED: i64 = 10;

impl<C: ConnectionTrait> ConversationRepository<'_, C> {
    /// The newest message from `first_seq` on that somebody else than this member
    /// wrote and that is there still, also for them.
    pub async fn last_of_others(
        &self,
        id: Uuid,
        user_id: Uuid,
        first_seq: i64,
    ) -> Result<Option<i64>, DbErr> {
        let text = format!(
            "SELECT MAX(seq) AS seq FROM (
                 SELECT seq, author_id, deleted_at, format, body FROM messages
                 WHERE conversation_id = $1 AND seq >= $3
                 ORDER BY seq DESC LIMIT {LOOKED_THROUGH}) AS newest
             WHERE author_id <> $2 AND deleted_at IS NULL AND NOT {} AND {}",
            is_hidden("$2", "$1", "newest.seq"),
            concerns("$2", "newest")
        );
        let statement = sql(self.connection, &text, [id.into(), user_id.into(), first_seq.into()]);
        let row = self.connection.query_one_raw(statement).await?;
        row.map_or(Ok(None), |row| row.try_get("", "seq"))
    }

    /// What was read from this message on counts as unread. False when it was
    /// unread anyway.
    pub async fn mark_unread_from(&self, id: Uuid, user_id: Uuid, seq: i64) -> Result<bool, DbErr> {
        let text = "UPDATE members SET unread_from = $3, changes = changes + 1
            WHERE conversation_id = $1 AND user_id = $2 AND last_read_seq >= $3
              AND first_seq <= $3";
        self.changes(text, [id.into(), user_id.into(), seq.into()]).await
    }

    /// Nothing that was said until now is shown to this member any more.
    pub async fn clear(&self, id: Uuid, user_id: Uuid) -> Result<bool, DbErr> {
        let text = "UPDATE members SET unread_from = NULL, changes = changes + 1,
                first_seq = (SELECT last_seq + 1 FROM conversations WHERE id = $1),
                last_read_seq = (SELECT last_seq FROM conversations WHERE id = $1)
            WHERE conversation_id = $1 AND user_id = $2";
        self.changes(text, [id.into(), user_id.into()]).await
    }

    /// Keeps what this member has begun to write, in the place of what was kept. The
    /// member first, then the draft, as a send takes them: each would wait for the other.
    pub async fn keep_draft(&self, id: Uuid, user_id: Uuid, draft: &Draft) -> Result<(), DbErr> {
        let text = "
            INSERT INTO drafts (user_id, conversation_id, body, reply_to, saved_at)
            VALUES ($1, $2, $3, $4, {now})
            ON CONFLICT (user_id, conversation_id) DO UPDATE SET
                body = excluded.body, reply_to = excluded.reply_to, saved_at = excluded.saved_at";
        let values = [user_id.into(), id.into(), draft.body.as_str().into(), draft.reply_to.into()];
        if self.note_change(id, user_id).await? {
            self.changes(text, values).await?;
        }
        Ok(())
    }

    /// Forgets it. False when there was none.
    pub async fn forget_draft(&self, id: Uuid, user_id: Uuid) -> Result<bool, DbErr> {
        let text = "UPDATE members SET changes = changes + 1
            WHERE conversation_id = $1 AND user_id = $2 AND EXISTS (
                SELECT 1 FROM drafts AS d WHERE d.conversation_id = $1 AND d.user_id = $2)";
        if !self.changes(text, [id.into(), user_id.into()]).await? {
            return Ok(false);
        }
        let text = "DELETE FROM drafts WHERE conversation_id = $1 AND user_id = $2";
        self.changes(text, [id.into(), user_id.into()]).await
    }

    /// False for who is no member.
    async fn note_change(&self, id: Uuid, user_id: Uuid) -> Result<bool, DbErr> {
        let text = "UPDATE members SET changes = changes + 1
            WHERE conversation_id = $1 AND user_id = $2";
        self.changes(text, [id.into(), user_id.into()]).await
    }

    /// Pins the conversation for this member, out of the archive, too. False when
    /// they have pinned as many others as one can; under the lock of the user.
    pub async fn pin(&self, id: Uuid, user_id: Uuid) -> Result<bool, DbErr> {
        let text = format!(
            "UPDATE members SET pinned_at = COALESCE(pinned_at, {{now}}), archived_seq = NULL,
                 changes = changes + 1
             WHERE conversation_id = $1 AND user_id = $2
               AND (SELECT count(*) FROM members AS others
                    WHERE others.user_id = $2 AND others.conversation_id <> $1
                      AND others.pinned_at IS NOT NULL) < {MOST_PINNED}"
        );
        self.changes(&text, [id.into(), user_id.into()]).await
    }

    /// Takes the pin away. False when there was none.
    pub async fn unpin(&self, id: Uuid, user_id: Uuid) -> Result<bool, DbErr> {
        let text = "UPDATE members SET pinned_at = NULL, changes = changes + 1
            WHERE conversation_id = $1 AND user_id = $2 AND pinned_at IS NOT NULL";
        self.changes(text, [id.into(), user_id.into()]).await
    }

    /// Puts the conversation away; its pin goes. Nobody numbers a message
    /// meanwhile that would not bring it back: its `seq` is higher.
    pub async fn archive(&self, id: Uuid, user_id: Uuid) -> Result<bool, DbErr> {
        let text = "UPDATE members SET pinned_at = NULL, changes = changes + 1,
                archived_seq = (SELECT last_seq FROM conversations WHERE id = $1)
            WHERE conversation_id = $1 AND user_id = $2";
        self.changes(text, [id.into(), user_id.into()]).await
    }

    /// Takes it out again. False when it was never put away.
    pub async fn unarchive(&self, id: Uuid, user_id: Uuid) -> Result<bool, DbErr> {
        let text = "UPDATE members SET archived_seq = NULL, changes = changes + 1
            WHERE conversation_id = $1 AND user_id = $2 AND archived_seq IS NOT NULL";
        self.changes(text, [id.into(), user_id.into()]).await
    }

    /// Whether the statement has changed something.
    async fn changes(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<bool, DbErr> {
        let statement = sql(self.connection, text, values);
        Ok(self.connection.execute_raw(statement).await?.rows_affected() > 0)
    }
}
