//! Every query about links and the tokens they are made with.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Delivery, Offer, Secret};
use crate::{
    entity::{telegram_link, user},
    secret::hash,
    store::{Connected, sql},
};

/// How long a token is good (ten minutes).
const TOKEN_LIFE_MICROS: i64 = 10 * 60 * 1_000_000;

pub struct LinkRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> LinkRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    pub async fn of_user(&self, user: Uuid) -> Result<Option<telegram_link::Model>, DbErr> {
        telegram_link::Entity::find_by_id(user).one(self.connection).await
    }

    /// Whose chat this is, even when their account is disabled.
    pub async fn owner_of(&self, chat: i64) -> Result<Option<user::Model>, DbErr> {
        let text = "
            SELECT u.* FROM users AS u JOIN telegram_links AS l ON l.user_id = u.id
            WHERE l.chat_id = $1";
        let statement = sql(self.connection, text, [chat.into()]);
        user::Entity::find().from_raw_sql(statement).one(self.connection).await
    }

    /// The only token of this user from now on.
    pub async fn set_token(&self, user: Uuid, offer: &Offer) -> Result<(), DbErr> {
        let text = "
            INSERT INTO link_tokens (user_id, token_hash, code_hash, expires_at)
            VALUES ($1, $2, $3, {now} + $4)
            ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash,
                code_hash = excluded.code_hash, expires_at = excluded.expires_at";
        let values = [
            user.into(),
            hash(&offer.token).into(),
            hash(&offer.code).into(),
            TOKEN_LIFE_MICROS.into(),
        ];
        self.execute(text, values).await.map(|_| ())
    }

    /// For whom this was made, as long as it is good.
    pub async fn with_token(&self, secret: &Secret) -> Result<Option<user::Model>, DbErr> {
        let text = "
            SELECT u.* FROM users AS u JOIN link_tokens AS t ON t.user_id = u.id
            WHERE (t.token_hash = $1 OR t.code_hash = $1) AND t.expires_at > {now}
              AND u.disabled_at IS NULL";
        let statement = sql(self.connection, text, [secret.hash().into()]);
        user::Entity::find().from_raw_sql(statement).one(self.connection).await
    }

    /// Whether this chat was linked by this very secret.
    pub async fn is_linked_by(&self, chat: i64, secret: &Secret) -> Result<bool, DbErr> {
        let link = telegram_link::Entity::find()
            .filter(telegram_link::Column::ChatId.eq(chat))
            .filter(telegram_link::Column::SecretHash.eq(secret.hash()));
        Ok(link.one(self.connection).await?.is_some())
    }

    /// Uses it up; false when somebody else was faster.
    pub async fn take_token(&self, secret: &Secret) -> Result<bool, DbErr> {
        let text = "DELETE FROM link_tokens WHERE (token_hash = $1 OR code_hash = $1) AND expires_at > {now}";
        Ok(self.execute(text, [secret.hash().into()]).await? == 1)
    }

    pub async fn forget_token(&self, user: Uuid) -> Result<(), DbErr> {
        let text = "DELETE FROM link_tokens WHERE user_id = $1";
        self.execute(text, [user.into()]).await.map(|_| ())
    }

    pub async fn forget_all_tokens(&self) -> Result<(), DbErr> {
        self.execute("DELETE FROM link_tokens", []).await.map(|_| ())
    }

    /// The only chat of this user and the only user of this chat.
    pub async fn set(
        &self,
        user: Uuid,
        chat: i64,
        username: Option<&str>,
        secret: &Secret,
    ) -> Result<(), DbErr> {
        let both = "DELETE FROM telegram_links WHERE user_id = $1 OR chat_id = $2";
        self.execute(both, [user.into(), chat.into()]).await?;
        let text = "
            INSERT INTO telegram_links (user_id, chat_id, telegram_username, secret_hash, linked_at)
            VALUES ($1, $2, $3, $4, {now})";
        let values = [user.into(), chat.into(), username.into(), secret.hash().into()];
        self.execute(text, values).await.map(|_| ())
    }

    /// Whoever writes to the bot wants it again. False when it was not blocked.
    pub async fn reopen(&self, chat: i64) -> Result<bool, DbErr> {
        let text = "
            UPDATE telegram_links SET blocked_at = NULL, failed_at = NULL
            WHERE chat_id = $1 AND blocked_at IS NOT NULL";
        Ok(self.execute(text, [chat.into()]).await? > 0)
    }

    pub async fn set_muted(&self, user: Uuid, is_muted: bool) -> Result<(), DbErr> {
        let text =
            "UPDATE telegram_links SET muted_at = CASE WHEN $2 THEN {now} END WHERE user_id = $1";
        self.execute(text, [user.into(), is_muted.into()]).await.map(|_| ())
    }

    /// Something got there, nothing does, or the person does not want the bot
    /// any more.
    pub async fn note_delivery(
        &self,
        user: Uuid,
        chat: i64,
        delivery: Delivery,
    ) -> Result<(), DbErr> {
        let change = match delivery {
            Delivery::Delivered => "sent_at = {now}, failed_at = NULL, blocked_at = NULL",
            Delivery::Failed => "failed_at = COALESCE(failed_at, {now})",
            Delivery::Blocked => "blocked_at = COALESCE(blocked_at, {now})",
        };
        let text =
            format!("UPDATE telegram_links SET {change} WHERE user_id = $1 AND chat_id = $2");
        self.execute(&text, [user.into(), chat.into()]).await.map(|_| ())
    }

    /// False when there was none.
    pub async fn remove(&self, user: Uuid) -> Result<bool, DbErr> {
        let gone = telegram_link::Entity::delete_many()
            .filter(telegram_link::Column::UserId.eq(user))
            .exec(self.connection)
            .await?;
        Ok(gone.rows_affected > 0)
    }

    async fn execute(
        &self,
        text: &str,
        values: impl IntoIterator<Item = sea_orm::Value>,
    ) -> Result<u64, DbErr> {
        let statement = sql(self.connection, text, values);
        Ok(self.connection.execute_raw(statement).await?.rows_affected())
    }
}
