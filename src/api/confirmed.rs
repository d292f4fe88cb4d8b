//! Asking for the password where a token is not enough.

use super::{Caller, Result};
use crate::{
    app::App,
    session::{Confirmed, is_lately},
    user::is_too_long,
};

/// By the password in the request, which may be missing when whoever asks has
/// signed in lately. A wrong one is refused all the same.
pub async fn ask<'c>(
    app: &App,
    caller: &'c Caller,
    password: Option<&str>,
) -> Result<Confirmed<'c>> {
    let now = jiff::Timestamp::now().as_microsecond();
    let has_signed_in = caller.token.is_session && is_lately(Some(caller.token.created_at), now);
    match password.unwrap_or_default() {
        "" if has_signed_in => Ok(of(caller)),
        password => by(app, caller, password).await,
    }
}

/// By this password and nothing else.
pub async fn by<'c>(app: &App, caller: &'c Caller, password: &str) -> Result<Confirmed<'c>> {
    if password.is_empty() {
        return Err(Confirmed::MISSING.into());
    }
    let is_right = !is_too_long(password)
        && app.users.verify_own(caller.user(), caller.token.id, password.to_owned()).await?;
    is_right.then(|| of(caller)).ok_or(Confirmed::WRONG.into())
}

fn of(caller: &Caller) -> Confirmed<'_> {
    Confirmed { user: caller.user(), proof: caller.proof() }
}
