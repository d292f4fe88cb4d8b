//! Signing in: who knows the password of which account.

use std::net::IpAddr;

use super::{UserService, Verified, folded, is_too_long};
use crate::{error::Result, limits::by_address, problem::Problem};

/// Said of an unknown user and of a wrong password alike.
pub const WRONG_SIGN_IN: Problem = Problem { field: "username", sentence: "problem-sign-in" };
pub const DISABLED: Problem = Problem { field: "username", sentence: "problem-disabled" };

/// Longest name or e-mail that is looked for.
const NAME_CHARACTERS: usize = 254;

impl UserService {
    /// The account of this name or e-mail, if this is its password. Only failures
    /// count: what the guess has cost is given back to who knows the password.
    pub async fn sign_in(&self, name: &str, password: &str, address: IpAddr) -> Result<Verified> {
        if is_too_long(password) || name.chars().count() > NAME_CHARACTERS {
            return Ok(Verified::Wrong);
        }
        let guess = self.limits.guess(&folded(name), &by_address(address)).await?;
        let user = self.called(name).await?;
        let username = user.as_ref().map(|user| user.username.clone());
        let verified = self.verify(user, password.to_owned()).await;
        match &verified {
            // Nor does it count when nobody had the time to look.
            Ok(Verified::Right(_)) | Err(_) => guess.forgive().await,
            Ok(Verified::Disabled | Verified::Wrong) => write_down(username.as_deref(), address),
        }
        verified
    }
}

/// For programs that keep an address out. What was typed is not written down,
/// for it may be a password; no account is called `-`.
fn write_down(username: Option<&str>, address: IpAddr) {
    tracing::warn!(account = %username.unwrap_or("-"), %address, "a sign-in failed");
}
