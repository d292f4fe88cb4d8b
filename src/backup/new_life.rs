//! What must not come back with old data.

use sea_orm::{ConnectionTrait, DbErr, TransactionTrait};

use crate::store::{Database, Epoch, sql};

/// Somebody may have signed out, or used a link, since the backup was made, so
/// all sessions and secrets that work once end. What waited for Telegram was
/// told since, most likely: it is not told again, but together with the next
/// message. And another epoch tells open pages that they know another history.
const ENDINGS: [&str; 4] = [
    "DELETE FROM sessions",
    "DELETE FROM link_tokens",
    "DELETE FROM password_resets",
    "UPDATE notifications SET generation = generation + 1, told_seq = wanted_seq,
         due_at = NULL, attempts = 0, parked_at = NULL, claim = NULL, claimed_until = NULL",
];

/// Lets another life of the data begin. The database must be up to date.
pub(super) async fn begin(database: &Database) -> Result<(), DbErr> {
    let transaction = database.connection().begin().await?;
    for ending in ENDINGS {
        transaction.execute_raw(sql(&transaction, ending, [])).await?;
    }
    Epoch::begin(&transaction).await?;
    transaction.commit().await
}
