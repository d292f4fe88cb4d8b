//! Which updates were seen already.
//!
//! Telegram brings an update again when it has not heard that it was taken.
//! All effects of one are harmless when it is taken twice in a row; but a
//! "/stop" must not come again after the link that followed it.

use sea_orm::{ConnectionTrait, DbErr};

use crate::store::{Connected, sql};

/// Telegram keeps updates for a day (Bot API, Getting updates); here two.
const KEPT_MICROS: i64 = 2 * 24 * 3600 * 1_000_000;

/// One update; each bot numbers its own.
#[derive(Debug, Clone, Copy)]
pub struct UpdateId {
    pub bot: i64,
    pub update: i64,
}

pub struct SeenUpdateRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> SeenUpdateRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    pub(super) async fn is_seen(&self, id: UpdateId) -> Result<bool, DbErr> {
        let text = "SELECT 1 FROM telegram_updates WHERE bot_id = $1 AND update_id = $2";
        let statement = sql(self.connection, text, [id.bot.into(), id.update.into()]);
        Ok(self.connection.query_one_raw(statement).await?.is_some())
    }

    pub(super) async fn add(&self, id: UpdateId) -> Result<(), DbErr> {
        let text = "
            INSERT INTO telegram_updates (bot_id, update_id, taken_at) VALUES ($1, $2, {now})
            ON CONFLICT (bot_id, update_id) DO NOTHING";
        let statement = sql(self.connection, text, [id.bot.into(), id.update.into()]);
        self.connection.execute_raw(statement).await.map(|_| ())
    }

    /// What Telegram has forgotten cannot come again.
    pub async fn forget_old(&self) -> Result<(), DbErr> {
        let text = "DELETE FROM telegram_updates WHERE taken_at < {now} - $1";
        let statement = sql(self.connection, text, [KEPT_MICROS.into()]);
        self.connection.execute_raw(statement).await.map(|_| ())
    }
}
