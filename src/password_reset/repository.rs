//! Every query about password resets.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Value};
use uuid::Uuid;

use super::ResetToken;
use crate::{
    entity::user,
    store::{Connected, sql},
};

/// How long a link is good (a day).
const LIFE_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

pub struct PasswordResetRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> PasswordResetRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// The only link of this user from now on.
    pub async fn set(&self, user: Uuid, token: &ResetToken) -> Result<(), DbErr> {
        let text = "
            INSERT INTO password_resets (user_id, token_hash, expires_at)
            VALUES ($1, $2, {now} + $3)
            ON CONFLICT (user_id) DO UPDATE
            SET token_hash = excluded.token_hash, expires_at = excluded.expires_at";
        let values = [user.into(), token.hash().into(), LIFE_MICROS.into()];
        self.execute(text, values).await.map(|_| ())
    }

    /// For whom this link was made, as long as it is good.
    pub async fn user_of(&self, token: &ResetToken) -> Result<Option<user::Model>, DbErr> {
        let text = "
            SELECT u.* FROM users AS u JOIN password_resets AS r ON r.user_id = u.id
            WHERE r.token_hash = $1 AND r.expires_at > {now} AND u.disabled_at IS NULL";
        let statement = sql(self.connection, text, [token.hash().into()]);
        user::Entity::find().from_raw_sql(statement).one(self.connection).await
    }

    /// Uses it up; false when it is not good any more.
    pub async fn take(&self, token: &ResetToken) -> Result<bool, DbErr> {
        let text = "DELETE FROM password_resets WHERE token_hash = $1 AND expires_at > {now}";
        Ok(self.execute(text, [token.hash().into()]).await? == 1)
    }

    pub async fn forget(&self, user: Uuid) -> Result<(), DbErr> {
        let text = "DELETE FROM password_resets WHERE user_id = $1";
        self.execute(text, [user.into()]).await.map(|_| ())
    }

    pub async fn forget_all(&self) -> Result<(), DbErr> {
        self.execute("DELETE FROM password_resets", []).await.map(|_| ())
    }

    async fn execute(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, DbErr> {
        let statement = sql(self.connection, text, values);
        Ok(self.connection.execute_raw(statement).await?.rows_affected())
    }
}
