//! Every query about sessions.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use crate::entity::session;

pub struct SessionRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> SessionRepository<'c, C> {
    pub fn new(connection: &'c C) -> Self {
        Self { connection }
    }

    /// Frees the id of a session that is about to get another one. False when
    /// the session has ended.
    pub async fn begin_renewal(&self, user_id: Uuid, name: Uuid) -> Result<bool, DbErr> {
        let freed = session::Entity::update_many()
            .col_expr(session::Column::Id, Expr::value(between_ids(name)))
            .filter(session::Column::UserId.eq(user_id))
            .filter(session::Column::Name.eq(name))
            .exec(self.connection)
            .await?;
        Ok(freed.rows_affected == 1)
    }

    /// Gives the session its new id and data. False when it has ended
    /// meanwhile: then it must not come back.
    pub async fn end_renewal(&self, row: session::Model) -> Result<bool, DbErr> {
        let id = between_ids(row.name);
        let renewed = session::Entity::update_many()
            .set(row.into_active_model().reset_all())
            .filter(session::Column::Id.eq(id))
            .exec(self.connection)
            .await?;
        Ok(renewed.rows_affected == 1)
    }

    pub async fn insert(&self, row: session::Model) -> Result<(), DbErr> {
        session::Entity::insert(row.into_active_model())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    /// Writes a session that was used again. One that was ended meanwhile
    /// stays ended: nothing is inserted.
    pub async fn update(&self, row: session::Model) -> Result<(), DbErr> {
        session::Entity::update_many()
            .col_expr(session::Column::UserAgent, Expr::value(row.user_agent))
            .col_expr(session::Column::LastUsedAt, Expr::value(row.last_used_at))
            .col_expr(session::Column::ExpiresAt, Expr::value(row.expires_at))
            .col_expr(session::Column::Data, Expr::value(row.data))
            .filter(session::Column::Id.eq(row.id))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// What the session of this id holds, unless it has expired.
    pub async fn data_of(&self, id: String, now: i64) -> Result<Option<Vec<u8>>, DbErr> {
        let row = session::Entity::find_by_id(id)
            .filter(session::Column::ExpiresAt.gt(now))
            .one(self.connection)
            .await?;
        Ok(row.and_then(|row| row.data))
    }

    /// A user's sessions that have not expired, the last used first.
    pub async fn of_user(
        &self,
        user_id: Uuid,
        now: i64,
        limit: u64,
    ) -> Result<Vec<session::Model>, DbErr> {
        session::Entity::find()
            .filter(session::Column::UserId.eq(user_id))
            .filter(session::Column::ExpiresAt.gt(now))
            .order_by_desc(session::Column::LastUsedAt)
            .order_by_desc(session::Column::Name)
            .limit(limit)
            .all(self.connection)
            .await
    }

    /// The sessions of these users that are alive: user and name.
    pub async fn of_users(&self, users: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        let now = jiff::Timestamp::now().as_microsecond();
        session::Entity::find()
            .select_only()
            .columns([session::Column::UserId, session::Column::Name])
            .filter(session::Column::UserId.is_in(users.iter().copied()))
            .filter(session::Column::ExpiresAt.gt(now))
            .into_tuple()
            .all(self.connection)
            .await
    }

    pub async fn delete(&self, id: String) -> Result<(), DbErr> {
        session::Entity::delete_by_id(id).exec(self.connection).await?;
        Ok(())
    }

    /// False when this user has no session of that name.
    pub async fn delete_named(&self, user_id: Uuid, name: Uuid) -> Result<bool, DbErr> {
        let deleted = session::Entity::delete_many()
            .filter(session::Column::UserId.eq(user_id))
            .filter(session::Column::Name.eq(name))
            .exec(self.connection)
            .await?;
        Ok(deleted.rows_affected > 0)
    }

    pub async fn delete_others(&self, user_id: Uuid, kept: Uuid) -> Result<(), DbErr> {
        session::Entity::delete_many()
            .filter(session::Column::UserId.eq(user_id))
            .filter(session::Column::Name.ne(kept))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Gives back what they were called.
    pub async fn delete_all(&self, user_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
        let deleted = session::Entity::delete_many()
            .filter(session::Column::UserId.eq(user_id))
            .exec_with_returning(self.connection)
            .await?;
        Ok(deleted.into_iter().map(|session| session.name).collect())
    }

    /// Signs everybody out, on all devices.
    pub async fn delete_of_everybody(&self) -> Result<(), DbErr> {
        session::Entity::delete_many().exec(self.connection).await?;
        Ok(())
    }

    pub async fn delete_expired(&self, now: i64) -> Result<(), DbErr> {
        session::Entity::delete_many()
            .filter(session::Column::ExpiresAt.lte(now))
            .exec(self.connection)
            .await?;
        Ok(())
    }
}

/// Stands in the place of an id while a session is renewed; no digest looks so.
fn between_ids(name: Uuid) -> String {
    format!("renewed:{name}")
}
