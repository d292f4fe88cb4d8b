//! What one may do with password resets.

use super::ResetToken;
use crate::{
    attempt::Attempt, entity::user, error::Result, live::Hub, session::end_all_within,
    store::Database, user::Passwords,
};

/// Makes links and sets the passwords that are chosen by them.
#[derive(Debug, Clone)]
pub struct PasswordResetService {
    database: Database,
    hub: Hub,
    passwords: Passwords,
}

impl PasswordResetService {
    pub fn new(database: Database, hub: Hub, passwords: Passwords) -> Self {
        Self { database, hub, passwords }
    }

    /// A token for this user, in the place of any earlier one. While the
    /// account is disabled it is worth nothing.
    pub async fn offer(&self, user: &user::Model) -> Result<ResetToken> {
        let token = ResetToken::fresh();
        let work = self.database.begin(&self.hub).await?;
        work.password_resets().set(user.id, &token).await?;
        work.commit().await?;
        Ok(token)
    }

    /// Uses the token to set this password, and ends all sessions of the user and
    /// the link to their chat. Returns the user as they are now. None when the token is not good (any
    /// more).
    pub async fn redeem(
        &self,
        token: &ResetToken,
        password: String,
        attempt: &Attempt,
    ) -> Result<Option<user::Model>> {
        // Looked at first to save the hash; the transaction decides all the same.
        if self.database.password_resets().user_of(token).await?.is_none() {
            return Ok(None);
        }
        let hash = self.passwords.hash(password).await?;
        let mut work = self.database.begin(&self.hub).await?;
        let Some(user) = work.password_resets().user_of(token).await? else { return Ok(None) };
        // The user's row first, as everybody locks it.
        let session_epoch = end_all_within(&mut work, user.id).await?;
        if !work.password_resets().take(token).await? {
            return Ok(None);
        }
        work.users().set_password_hash(user.id, hash.clone()).await?;
        // Whoever had the account may have linked a chat of their own.
        work.links().remove(user.id).await?;
        work.notifications().forget(user.id).await?;
        work.attempts().insert(attempt, user.id, None).await?;
        work.commit().await?;
        Ok(Some(user::Model { session_epoch, password_hash: hash, ..user }))
    }
}
