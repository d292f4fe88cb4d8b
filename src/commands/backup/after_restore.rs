//! What must not come back with old data.

use sea_orm::{DbErr, TransactionTrait};

use crate::{
    link::LinkRepository,
    notification::NotificationRepository,
    password_reset::PasswordResetRepository,
    session::SessionRepository,
    store::{Connected, Database, Epoch},
    token::TokenRepository,
};

/// Lets another life of the data begin. The database must be up to date.
///
/// Somebody may have signed out, or used a link, since the backup was made, so
/// all sessions, tokens and secrets that work once end. What waited for Telegram was
/// told since, most likely: it is not told again, but together with the next
/// message. And another epoch tells open pages that they know another history.
pub(super) async fn begin_new_life(database: &Database) -> Result<(), DbErr> {
    // No unit of work: nobody is there who could be told of anything.
    let transaction = database.connection().begin().await?;
    SessionRepository::of(&transaction).delete_of_everybody().await?;
    TokenRepository::of(&transaction).delete_of_everybody().await?;
    LinkRepository::of(&transaction).forget_all_tokens().await?;
    PasswordResetRepository::of(&transaction).forget_all().await?;
    NotificationRepository::of(&transaction).take_all_as_told().await?;
    Epoch::begin(&transaction).await?;
    transaction.commit().await
}
