//! What one may do with password resets.

use std::net::IpAddr;

use super::{PasswordResetRepository, ResetToken};
use crate::{
    announcement::Announcer,
    attempt::{Attempt, AttemptRepository},
    entity::user,
    error::{Error, Result},
    limits::{Limit, Limits, by_address},
    link::end_unknown_within,
    session::end_all_within,
    store::Database,
    user::{NewPassword, Passwords, UserRepository},
};

/// Said of a link that is worth nothing, or nothing more.
pub const NOT_GOOD: Error = Error::Gone("error-reset");

/// Makes links and sets the passwords that are chosen by them.
#[derive(Debug, Clone)]
pub struct PasswordResetService {
    database: Database,
    announcer: Announcer,
    passwords: Passwords,
    limits: Limits,
}

/// A link that is good, and whose it is.
#[derive(Debug)]
pub struct Reset {
    pub token: ResetToken,
    pub user: user::Model,
}

/// What came of a link.
#[derive(Debug)]
pub struct Redeemed {
    /// As they are now.
    pub user: user::Model,
    /// The chat that is linked no more.
    pub ended_chat: Option<i64>,
}

impl PasswordResetService {
    pub fn new(
        database: Database,
        announcer: Announcer,
        passwords: Passwords,
        limits: Limits,
    ) -> Self {
        Self { database, announcer, passwords, limits }
    }

    /// What a link says. Wrong ones are slowed by the address, apart from signing
    /// in. A right one is never refused: pictures on any web page can ask for links
    /// in their visitors' names, and must not keep anybody out.
    pub async fn find(&self, sent: &str, address: IpAddr) -> Result<Reset> {
        if let Some(token) = ResetToken::parse(sent) {
            let user = PasswordResetRepository::of(&self.database).user_of(&token).await?;
            if let Some(user) = user {
                return Ok(Reset { token, user });
            }
        }
        self.limits.take(Limit::ResetAddress, &by_address(address)).await?;
        Err(NOT_GOOD)
    }

    /// A token for this user, in the place of any earlier one. While the
    /// account is disabled it is worth nothing.
    pub async fn offer(&self, user: &user::Model) -> Result<ResetToken> {
        let token = ResetToken::fresh();
        let work = self.database.begin(&self.announcer).await?;
        PasswordResetRepository::of(&work).set(user.id, &token).await?;
        work.commit().await?;
        Ok(token)
    }

    /// Uses the token to set this password, and ends all sessions of the user and
    /// the link to a chat that they do not know. None when the token is not good
    /// (any more).
    pub async fn redeem(
        &self,
        token: &ResetToken,
        new: NewPassword,
        attempt: &Attempt,
    ) -> Result<Option<Redeemed>> {
        // Looked at first to save the hash; the transaction decides all the same.
        if PasswordResetRepository::of(&self.database).user_of(token).await?.is_none() {
            return Ok(None);
        }
        let hash = self.passwords.hash(new.password).await?;
        let mut work = self.database.begin(&self.announcer).await?;
        let Some(user) = PasswordResetRepository::of(&work).user_of(token).await? else {
            return Ok(None);
        };
        // The user's row first, as everybody locks it.
        let session_epoch = end_all_within(&mut work, user.id).await?;
        if !PasswordResetRepository::of(&work).take(token).await? {
            return Ok(None);
        }
        UserRepository::of(&work).set_password_hash(user.id, hash.clone()).await?;
        AttemptRepository::of(&work).insert(attempt, user.id, None).await?;
        let ended_chat = end_unknown_within(&work, user.id, new.known_chat).await?;
        work.commit().await?;
        let user = user::Model { session_epoch, password_hash: hash, ..user };
        Ok(Some(Redeemed { user, ended_chat }))
    }
}
