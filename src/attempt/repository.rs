//! Every query about attempts.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;

use super::Attempt;
use crate::store::{Connected, sql};

/// How long an attempt can be repeated (an hour).
const LIFE_MICROS: i64 = 60 * 60 * 1_000_000;

pub struct AttemptRepository<'c, C> {
    connection: &'c C,
}

/// What an attempt has done.
#[derive(Debug, FromQueryResult)]
pub struct Made {
    /// By whom, or who was made.
    pub user_id: Uuid,
    /// Where it led to, if it was there.
    pub conversation_id: Option<Uuid>,
}

impl<'c, C: ConnectionTrait> AttemptRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    /// Writes down what this attempt does. False when it was done before: in
    /// the same instant, too, since this waits for whoever does it now.
    pub async fn insert(
        &self,
        attempt: &Attempt,
        user_id: Uuid,
        conversation_id: Option<Uuid>,
    ) -> Result<bool, DbErr> {
        let text = "
            INSERT INTO attempts (key, user_id, conversation_id, made_at)
            VALUES ($1, $2, $3, {now})
            ON CONFLICT (key) DO UPDATE
            SET user_id = excluded.user_id, conversation_id = excluded.conversation_id,
                made_at = excluded.made_at
            WHERE attempts.made_at <= excluded.made_at - $4";
        let values =
            [attempt.key().into(), user_id.into(), conversation_id.into(), LIFE_MICROS.into()];
        let inserted = self.connection.execute_raw(sql(self.connection, text, values)).await?;
        Ok(inserted.rows_affected() == 1)
    }

    /// What this attempt has done in the last hour.
    pub async fn made(&self, attempt: &Attempt) -> Result<Option<Made>, DbErr> {
        let text = "
            SELECT user_id, conversation_id FROM attempts WHERE key = $1 AND made_at > {now} - $2";
        let values = [attempt.key().into(), LIFE_MICROS.into()];
        Made::find_by_statement(sql(self.connection, text, values)).one(self.connection).await
    }

    /// Forgets what is not repeated any more.
    pub async fn delete_old(&self) -> Result<(), DbErr> {
        let text = "DELETE FROM attempts WHERE made_at <= {now} - $1";
        let statement = sql(self.connection, text, [LIFE_MICROS.into()]);
        self.connection.execute_raw(statement).await.map(|_| ())
    }
}
