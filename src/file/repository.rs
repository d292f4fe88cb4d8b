//! Every query about files and objects.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Value};
use uuid::Uuid;

use super::File;
use crate::{
    entity::{file, object},
    store::{Connected, sql},
    user::{Actor, still_counts},
};

/// A file with what stands in its object.
pub(super) const FILE: &str = "
    SELECT f.id, f.kind, f.name, f.size, f.width, f.height, f.duration_ms, f.waveform, f.alt,
           f.animated, o.media_type, o.thumbnail, f.object_id, f.conversation_id, f.uploader_id,
           f.message_seq
    FROM files AS f JOIN objects AS o ON o.id = f.object_id";

pub struct FileRepository<'c, C> {
    pub(super) connection: &'c C,
}

/// A file that may be read by who asked for it.
#[derive(Debug, Clone)]
pub struct Found {
    pub object_id: Uuid,
    pub file: File,
}

/// What came of a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inserted {
    Now,
    /// Another upload has used the nonce.
    NonceTaken,
    /// Its uploader is no member any more.
    NotAMember,
}

impl<'c, C: ConnectionTrait> FileRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// The file that somebody may read: a member, where they see its message, or
    /// who has uploaded it as long as it is not sent.
    pub async fn readable(&self, reader: Uuid, id: Uuid) -> Result<Option<Found>, DbErr> {
        let text = format!(
            "{FILE}
             LEFT JOIN members AS me
               ON me.conversation_id = f.conversation_id AND me.user_id = $2
             WHERE f.id = $1
               AND (f.message_seq IS NULL AND f.uploader_id = $2
                    OR f.message_seq >= me.first_seq
                       AND NOT EXISTS (SELECT 1 FROM hidden_messages AS h
                                       WHERE h.user_id = $2
                                         AND h.conversation_id = f.conversation_id
                                         AND h.seq = f.message_seq))"
        );
        let row = self.one(&text, [id.into(), reader.into()]).await?;
        let found = |row| {
            Ok(Found {
                object_id: QueryResult::try_get(&row, "", "object_id")?,
                file: File::from_query_result(&row, "")?,
            })
        };
        row.map(found).transpose()
    }

    /// What this user has uploaded under this nonce, sent or not, and where.
    pub(super) async fn with_nonce(
        &self,
        uploader: Uuid,
        nonce: &str,
    ) -> Result<Option<(Uuid, File)>, DbErr> {
        let text = format!("{FILE} WHERE f.uploader_id = $1 AND f.nonce = $2");
        let row = self.one(&text, [uploader.into(), nonce.into()]).await?;
        row.map(|row| Ok((row.try_get("", "conversation_id")?, File::from_query_result(&row, "")?)))
            .transpose()
    }

    /// The bytes of all that this user has uploaded or forwarded.
    pub(super) async fn used_by(&self, uploader: Uuid) -> Result<i64, DbErr> {
        let text = "
            SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS used FROM files
            WHERE uploader_id = $1";
        let row = self.one(text, [uploader.into()]).await?;
        row.map_or(Ok(0), |row| row.try_get("", "used"))
    }

    /// One upload of a user after the other, so that together they stay within what
    /// each of them may store. SQLite has one transaction that writes.
    pub(super) async fn lock_uploader(&self, uploader: Uuid) -> Result<(), DbErr> {
        if self.connection.get_database_backend() == DbBackend::Postgres {
            let text = "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE";
            self.one(text, [uploader.into()]).await?;
        }
        Ok(())
    }

    /// The same of somebody who uploads into this conversation: whether what has shown
    /// who they are counts still. None for who is no member. They stay one until the
    /// transaction ends, and whoever ends a group waits: it locks the members before it
    /// takes the files away, and would else meet a file that came between.
    pub(super) async fn lock_member(
        &self,
        actor: &Actor,
        conversation: Uuid,
    ) -> Result<Option<bool>, DbErr> {
        let lock = match self.connection.get_database_backend() {
            // In the order in which all take them.
            DbBackend::Postgres => "FOR SHARE OF m FOR NO KEY UPDATE OF u",
            _ => "",
        };
        let (condition, values) = still_counts(actor, "u", 3);
        let text = format!(
            "SELECT {condition} AS counts FROM members AS m JOIN users AS u ON u.id = m.user_id
             WHERE m.conversation_id = $1 AND m.user_id = $2 {lock}"
        );
        let member: [Value; 2] = [conversation.into(), actor.user.id.into()];
        let row = self.one(&text, member.into_iter().chain(values)).await?;
        row.map(|row| row.try_get("", "counts")).transpose()
    }

    pub(super) async fn insert_object(&self, object: &object::Model) -> Result<(), DbErr> {
        let text = "
            INSERT INTO objects (id, size, media_type, thumbnail, created_at)
            VALUES ($1, $2, $3, $4, {now})";
        let values: [Value; 4] = [
            object.id.into(),
            object.size.into(),
            object.media_type.clone().into(),
            object.thumbnail.into(),
        ];
        self.execute(text, values).await.map(|_| ())
    }

    /// Stores a file that is not sent yet, of somebody who is a member.
    pub(super) async fn insert(&self, file: &file::Model) -> Result<Inserted, DbErr> {
        let text = "
            INSERT INTO files (id, object_id, conversation_id, uploader_id, nonce, message_seq,
                place, name, kind, size, width, height, duration_ms, waveform, alt, animated,
                created_at)
            SELECT $1, $2, m.conversation_id, m.user_id, $5, NULL, 0, $6, $7, $8, $9, $10, $11,
                   $12, $13, $14, {now}
            FROM members AS m WHERE m.conversation_id = $3 AND m.user_id = $4
            ON CONFLICT (uploader_id, nonce) DO NOTHING";
        if self.execute(text, values_of(file)).await? == 1 {
            return Ok(Inserted::Now);
        }
        let earlier = self.with_nonce(file.uploader_id, &file.nonce).await?;
        Ok(if earlier.is_some() { Inserted::NonceTaken } else { Inserted::NotAMember })
    }

    /// Takes the files of a message away, and gives back their objects, which others may
    /// have, too.
    pub(super) async fn delete_of_message(
        &self,
        conversation: Uuid,
        seq: i64,
    ) -> Result<Vec<Uuid>, DbErr> {
        let text = "
            DELETE FROM files WHERE conversation_id = $1 AND message_seq = $2
            RETURNING object_id";
        objects(self.all(text, [conversation.into(), seq.into()]).await?)
    }

    /// Takes all files of a conversation away, sent or not, and gives back the objects of
    /// so many of them, which others may have, too: there may be a million.
    pub async fn delete_of_conversation(
        &self,
        conversation: Uuid,
        most: usize,
    ) -> Result<Vec<Uuid>, DbErr> {
        let text = "SELECT object_id FROM files WHERE conversation_id = $1 LIMIT $2";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let some = objects(self.all(text, [conversation.into(), most.into()]).await?)?;
        let text = "DELETE FROM files WHERE conversation_id = $1";
        self.execute(text, [conversation.into()]).await?;
        Ok(some)
    }

    pub(super) async fn all(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        self.connection.query_all_raw(sql(self.connection, text, values)).await
    }

    pub(super) async fn one(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<QueryResult>, DbErr> {
        self.connection.query_one_raw(sql(self.connection, text, values)).await
    }

    pub(super) async fn execute(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, DbErr> {
        let done = self.connection.execute_raw(sql(self.connection, text, values)).await?;
        Ok(done.rows_affected())
    }
}

pub(super) fn objects(rows: Vec<QueryResult>) -> Result<Vec<Uuid>, DbErr> {
    rows.iter().map(|row| row.try_get("", "object_id")).collect()
}

fn values_of(file: &file::Model) -> [Value; 14] {
    [
        file.id.into(),
        file.object_id.into(),
        file.conversation_id.into(),
        file.uploader_id.into(),
        file.nonce.clone().into(),
        file.name.clone().into(),
        file.kind.clone().into(),
        file.size.into(),
        file.width.into(),
        file.height.into(),
        file.duration_ms.into(),
        file.waveform.clone().into(),
        file.alt.clone().into(),
        file.animated.into(),
    ]
}
