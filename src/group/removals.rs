//! Every query about who was removed from a group.

use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::GroupRepository;
use crate::store::{sql, uuids};

impl<C: ConnectionTrait> GroupRepository<'_, C> {
    /// From now on they do not come back by themselves.
    pub(super) async fn insert_removal(&self, id: Uuid, user: Uuid) -> Result<(), DbErr> {
        let text = "
            INSERT INTO removals (conversation_id, user_id) VALUES ($1, $2)
            ON CONFLICT DO NOTHING";
        self.execute(text, [id.into(), user.into()]).await
    }

    /// These may come again.
    pub(super) async fn delete_removals(&self, id: Uuid, users: &[Uuid]) -> Result<(), DbErr> {
        let text = "DELETE FROM removals WHERE conversation_id = $1 AND user_id IN {uuids $2}";
        self.execute(text, [id.into(), uuids(users)]).await
    }

    /// Whether this user was removed and nobody has added them again.
    pub(super) async fn is_removed(&self, id: Uuid, user: Uuid) -> Result<bool, DbErr> {
        let text = "SELECT 1 FROM removals WHERE conversation_id = $1 AND user_id = $2";
        let statement = sql(self.connection, text, [id.into(), user.into()]);
        Ok(self.connection.query_one_raw(statement).await?.is_some())
    }
}
