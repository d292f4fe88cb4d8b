//! Every query about tokens.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, DeleteMany, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

use crate::{
    entity::{token, user},
    store::{Connected, pairs, sql},
};

pub struct TokenRepository<'c, C> {
    connection: &'c C,
}

/// Somebody for whom a program acts, and the token that shows it.
#[derive(Debug, Clone)]
pub struct Bearer {
    pub user: user::Model,
    pub token: token::Model,
}

impl<'c, C: ConnectionTrait> TokenRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    pub async fn insert(&self, row: token::Model) -> Result<(), DbErr> {
        token::Entity::insert(row.into_active_model())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    /// A user's tokens that are not over, the last used first.
    pub async fn of_user(
        &self,
        user_id: Uuid,
        now: i64,
        limit: u64,
    ) -> Result<Vec<token::Model>, DbErr> {
        last_used(user_id, now).limit(limit).all(self.connection).await
    }

    /// The token of this id, whosever it is, unless it is over.
    pub async fn with_id(&self, id: Uuid, now: i64) -> Result<Option<token::Model>, DbErr> {
        alive(now).filter(token::Column::Id.eq(id)).one(self.connection).await
    }

    /// How many of a user's tokens that were made in the settings are not over.
    pub async fn count_named(&self, user_id: Uuid, now: i64) -> Result<u64, DbErr> {
        alive(now)
            .filter(token::Column::UserId.eq(user_id))
            .filter(token::Column::IsSession.eq(false))
            .count(self.connection)
            .await
    }

    /// Which of these are not over: user and id.
    pub async fn alive_among(&self, tokens: &[(Uuid, Uuid)]) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        if tokens.is_empty() {
            return Ok(Vec::new());
        }
        let text = "
            SELECT user_id, id FROM tokens
            WHERE (user_id, id) IN {pairs $1} AND (expires_at IS NULL OR expires_at > $2)";
        let values = [pairs(tokens), jiff::Timestamp::now().as_microsecond().into()];
        let rows = self.connection.query_all_raw(sql(self.connection, text, values)).await?;
        rows.iter().map(|row| Ok((row.try_get("", "user_id")?, row.try_get("", "id")?))).collect()
    }

    /// Notes when the token was last used, from where and by what.
    pub async fn touch(
        &self,
        id: Uuid,
        at: i64,
        address: &str,
        user_agent: &str,
    ) -> Result<(), DbErr> {
        token::Entity::update_many()
            .col_expr(token::Column::LastUsedAt, Expr::value(at))
            .col_expr(token::Column::LastAddress, Expr::value(cut_address(address)))
            .col_expr(token::Column::UserAgent, Expr::value(cut_user_agent(user_agent)))
            .filter(token::Column::Id.eq(id))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// False when this user has no such token.
    pub async fn delete(&self, user_id: Uuid, id: Uuid) -> Result<bool, DbErr> {
        let deleted = of(user_id).filter(token::Column::Id.eq(id)).exec(self.connection).await?;
        Ok(deleted.rows_affected > 0)
    }

    /// Deletes all of a user's that were made by signing in but the `kept` last
    /// used ones, and gives back their ids.
    pub async fn delete_oldest_sessions(
        &self,
        user_id: Uuid,
        now: i64,
        kept: u64,
    ) -> Result<Vec<Uuid>, DbErr> {
        let kept = last_used(user_id, now)
            .filter(token::Column::IsSession.eq(true))
            .limit(kept)
            .select_only()
            .column(token::Column::Id);
        let others = of(user_id)
            .filter(token::Column::IsSession.eq(true))
            .filter(token::Column::Id.not_in_subquery(kept.into_query()));
        self.ids_of_deleted(others).await
    }

    /// Deletes all of a user's but `kept`, and gives back their ids.
    pub async fn delete_others(
        &self,
        user_id: Uuid,
        kept: Option<Uuid>,
    ) -> Result<Vec<Uuid>, DbErr> {
        self.ids_of_deleted(others(user_id, kept)).await
    }

    /// The same with those alone that were made by signing in.
    pub async fn delete_other_sessions(
        &self,
        user_id: Uuid,
        kept: Option<Uuid>,
    ) -> Result<Vec<Uuid>, DbErr> {
        let sessions = others(user_id, kept).filter(token::Column::IsSession.eq(true));
        self.ids_of_deleted(sessions).await
    }

    pub async fn delete_of_everybody(&self) -> Result<(), DbErr> {
        token::Entity::delete_many().exec(self.connection).await?;
        Ok(())
    }

    pub async fn delete_expired(&self, now: i64) -> Result<(), DbErr> {
        token::Entity::delete_many()
            .filter(token::Column::ExpiresAt.lte(now))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    async fn ids_of_deleted(&self, these: DeleteMany<token::Entity>) -> Result<Vec<Uuid>, DbErr> {
        let deleted = these.exec_with_returning(self.connection).await?;
        Ok(deleted.into_iter().map(|token| token.id).collect())
    }
}

/// As much as is kept of where a token is used.
pub(super) fn cut_address(address: &str) -> String {
    address.chars().take(64).collect()
}

/// As much as is kept of what a program calls itself.
pub(super) fn cut_user_agent(user_agent: &str) -> String {
    user_agent.chars().take(256).collect()
}

fn alive(now: i64) -> Select<token::Entity> {
    let ends_later = Condition::any()
        .add(token::Column::ExpiresAt.is_null())
        .add(token::Column::ExpiresAt.gt(now));
    token::Entity::find().filter(ends_later)
}

fn last_used(user_id: Uuid, now: i64) -> Select<token::Entity> {
    let made_or_used =
        Func::coalesce([Expr::col(token::Column::LastUsedAt), Expr::col(token::Column::CreatedAt)]);
    alive(now)
        .filter(token::Column::UserId.eq(user_id))
        .order_by_desc(Expr::from(made_or_used))
        .order_by_desc(token::Column::Id)
}

fn of(user_id: Uuid) -> DeleteMany<token::Entity> {
    token::Entity::delete_many().filter(token::Column::UserId.eq(user_id))
}

fn others(user_id: Uuid, kept: Option<Uuid>) -> DeleteMany<token::Entity> {
    let others = of(user_id);
    match kept {
        Some(kept) => others.filter(token::Column::Id.ne(kept)),
        None => others,
    }
}
