//! What Telegram has refused, counted for the operator and for all processes.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::Refusal;
use crate::{
    announcement::Announcer,
    store::{Connected, Database, sql},
};

/// One kind of refusal.
#[derive(Debug, FromQueryResult)]
pub struct Trouble {
    /// As in [`Refusal::kind`].
    pub kind: String,
    pub times: i64,
    /// Since the last one, in microseconds.
    pub ago: i64,
}

impl Trouble {
    pub const TOO_MANY: &str = "too_many";
}

pub struct TroubleRepository<'c, C> {
    connection: &'c C,
}

impl<'c, C: ConnectionTrait> TroubleRepository<'c, C> {
    pub fn of(at: &'c impl Connected<Connection = C>) -> Self {
        Self { connection: at.connection() }
    }

    async fn add(&self, kind: &str) -> Result<(), DbErr> {
        let text = "
            INSERT INTO telegram_troubles (kind, times, last_at) VALUES ($1, 1, {now})
            ON CONFLICT (kind) DO UPDATE SET times = telegram_troubles.times + 1,
                last_at = excluded.last_at";
        self.connection.execute_raw(sql(self.connection, text, [kind.into()])).await.map(|_| ())
    }

    /// All kinds that ever were, the latest first.
    pub async fn all(&self) -> Result<Vec<Trouble>, DbErr> {
        let text = "SELECT kind, times, {now} - last_at AS ago FROM telegram_troubles ORDER BY ago";
        Trouble::find_by_statement(sql(self.connection, text, [])).all(self.connection).await
    }
}

/// Stores what the bot tells of, for as long as there is a bot. What cannot be
/// stored is only not counted.
pub async fn record(database: Database, announcer: Announcer, mut troubles: Receiver<Refusal>) {
    loop {
        let kind = match troubles.recv().await {
            Ok(refusal) => refusal.kind(),
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        let Some(kind) = kind else { continue };
        if let Err(error) = add(&database, &announcer, kind).await {
            tracing::warn!(%error, kind, "a refusal of Telegram could not be counted");
        }
    }
}

async fn add(database: &Database, announcer: &Announcer, kind: &str) -> Result<(), DbErr> {
    let work = database.begin(announcer).await?;
    TroubleRepository::of(&work).add(kind).await?;
    work.commit().await
}
