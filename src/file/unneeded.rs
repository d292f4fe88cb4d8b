//! Every query about what nobody needs any more, and about all objects.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use uuid::Uuid;

use super::{FileRepository, repository::objects};
use crate::{
    entity::object,
    store::{sql, uuids},
};

/// At so many objects one statement looks: all of them may be millions.
const LOOKED_AT: usize = 1000;

/// Some of all objects, in the order of their ids.
pub(super) struct Looked {
    /// Which was the last of them.
    pub last: Uuid,
    /// Those that can go.
    pub unused: Vec<Uuid>,
}
/// No file has the object, and it is nobody's avatar.
const IS_UNUSED: &str = "NOT EXISTS (SELECT 1 FROM files WHERE files.object_id = objects.id)
    AND NOT EXISTS (SELECT 1 FROM users WHERE users.avatar_id = objects.id)
    AND NOT EXISTS (SELECT 1 FROM conversations WHERE conversations.avatar_id = objects.id)";

impl<C: ConnectionTrait> FileRepository<'_, C> {
    /// Forgets an object that nobody has any more. False when somebody has it, or has
    /// taken it meanwhile.
    pub(super) async fn delete_object(&self, id: Uuid) -> Result<bool, DbErr> {
        let text = format!("DELETE FROM objects WHERE id = $1 AND {IS_UNUSED}");
        Ok(self.execute(&text, [id.into()]).await? == 1)
    }

    /// Takes away up to so many that were not sent in this time, and gives back their
    /// objects. What somebody holds to send it stays. The clock is asked once, and not
    /// for each row, so that an index knows where to end.
    pub(super) async fn delete_unsent(&self, age: i64, limit: usize) -> Result<Vec<Uuid>, DbErr> {
        let text = "
            DELETE FROM files WHERE message_seq IS NULL AND id IN (
                SELECT id FROM files WHERE message_seq IS NULL AND created_at < (SELECT {now}) - $1
                ORDER BY created_at LIMIT $2)
            RETURNING object_id";
        objects(self.all(text, [age.into(), count(limit)]).await?)
    }

    /// Looks at the objects that come after this one, and tells which of them have this
    /// age and no file. None when there are no further ones.
    pub(super) async fn unused_after(
        &self,
        after: Uuid,
        age: i64,
    ) -> Result<Option<Looked>, DbErr> {
        let text = format!(
            "WITH step AS (
                 SELECT id, created_at FROM objects WHERE id > $1 ORDER BY id LIMIT {LOOKED_AT})
             SELECT id AS object_id,
                    created_at < (SELECT {{now}}) - $2
                    AND (SELECT 1 FROM files AS f WHERE f.object_id = step.id LIMIT 1) IS NULL
                    AND (SELECT 1 FROM users AS u WHERE u.avatar_id = step.id LIMIT 1) IS NULL
                    AND (SELECT 1 FROM conversations AS c WHERE c.avatar_id = step.id LIMIT 1)
                        IS NULL AS is_unused
             FROM step ORDER BY id"
        );
        let rows = self.all(&text, [after.into(), age.into()]).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        let last = last.try_get("", "object_id")?;
        let mut unused = Vec::new();
        for row in &rows {
            if row.try_get("", "is_unused")? {
                unused.push(row.try_get("", "object_id")?);
            }
        }
        Ok(Some(Looked { last, unused }))
    }

    /// Since when this database stands, in microseconds: what is older in a store has
    /// been put there for another one.
    pub(super) async fn stands_since(&self) -> Result<i64, DbErr> {
        let text = "SELECT MIN(applied_at) * 1000000 AS since FROM seaql_migrations";
        let row = self.all(text, []).await?.into_iter().next();
        row.map_or(Ok(i64::MAX), |row| row.try_get("", "since"))
    }

    /// Which of these there are.
    pub(super) async fn known(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
        let text = "SELECT id AS object_id FROM objects WHERE id IN {uuids $1}";
        Ok(objects(self.all(text, [uuids(ids)]).await?)?.into_iter().collect())
    }

    /// The next so many objects after this one, in the order of their ids.
    pub(super) async fn objects_after(
        &self,
        after: Uuid,
        limit: usize,
    ) -> Result<Vec<object::Model>, DbErr> {
        let text = "SELECT * FROM objects WHERE id > $1 ORDER BY id LIMIT $2";
        let statement = sql(self.connection, text, [after.into(), count(limit)]);
        object::Model::find_by_statement(statement).all(self.connection).await
    }
}

fn count(limit: usize) -> Value {
    i64::try_from(limit).unwrap_or(i64::MAX).into()
}
