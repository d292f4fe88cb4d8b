//! Every query about sessions.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::lifetime::too_long_ago;
use crate::{
    entity::session,
    store::{Connected, pairs, sql},
};

pub struct SessionRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> SessionRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
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

    /// What the session of this id holds, unless it is over.
    pub async fn data_of(&self, id: String, now: i64) -> Result<Option<Vec<u8>>, DbErr> {
        let row = alive(now).filter(session::Column::Id.eq(id)).one(self.connection).await?;
        Ok(row.and_then(|row| row.data))
    }

    /// A user's sessions that are not over, the last used first.
    pub async fn of_user(
        &self,
        user_id: Uuid,
        now: i64,
        limit: u64,
    ) -> Result<Vec<session::Model>, DbErr> {
        last_used(user_id, now, limit).all(self.connection).await
    }

    /// Which of these are not over: user and name.
    pub async fn alive_among(&self, sessions: &[(Uuid, Uuid)]) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        if sessions.is_empty() {
            return Ok(Vec::new());
        }
        let text = "
            SELECT user_id, name FROM sessions
            WHERE (user_id, name) IN {pairs $1} AND expires_at > $2 AND signed_in_at > $3";
        let now = jiff::Timestamp::now().as_microsecond();
        let values = [pairs(sessions), now.into(), too_long_ago(now).into()];
        let rows = self.connection.query_all_raw(sql(self.connection, text, values)).await?;
        rows.iter().map(|row| Ok((row.try_get("", "user_id")?, row.try_get("", "name")?))).collect()
    }

    /// Deletes all of a user's but the `kept` last used ones, and gives back what
    /// they were called.
    pub async fn delete_oldest(
        &self,
        user_id: Uuid,
        now: i64,
        kept: u64,
    ) -> Result<Vec<Uuid>, DbErr> {
        let kept = last_used(user_id, now, kept).select_only().column(session::Column::Id);
        let deleted = session::Entity::delete_many()
            .filter(session::Column::UserId.eq(user_id))
            .filter(session::Column::Id.not_in_subquery(kept.into_query()))
            .exec_with_returning(self.connection)
            .await?;
        Ok(deleted.into_iter().map(|session| session.name).collect())
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

    /// Gives back what they were called.
    pub async fn delete_others(&self, user_id: Uuid, kept: Uuid) -> Result<Vec<Uuid>, DbErr> {
        let deleted = session::Entity::delete_many()
            .filter(session::Column::UserId.eq(user_id))
            .filter(session::Column::Name.ne(kept))
            .exec_with_returning(self.connection)
            .await?;
        Ok(deleted.into_iter().map(|session| session.name).collect())
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

fn alive(now: i64) -> Select<session::Entity> {
    session::Entity::find()
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(session::Column::SignedInAt.gt(too_long_ago(now)))
}

fn last_used(user_id: Uuid, now: i64, limit: u64) -> Select<session::Entity> {
    alive(now)
        .filter(session::Column::UserId.eq(user_id))
        .order_by_desc(session::Column::LastUsedAt)
        .order_by_desc(session::Column::Name)
        .limit(limit)
}

/// Stands in the place of an id while a session is renewed; no digest looks so.
fn between_ids(name: Uuid) -> String {
    format!("renewed:{name}")
}
