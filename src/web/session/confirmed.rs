//! Asking for the password where a cookie is not enough.

use tower_sessions::Session;

use super::{SignedIn, signed_in::now};
use crate::{
    app::App,
    error::Result,
    form::Fields,
    problem::Problem,
    session::{Confirmed, SignIn, is_lately},
    user::{Proof, is_too_long},
};

/// What came of asking.
pub enum Asked<'s> {
    Given(Confirmed<'s>),
    Refused(Problem),
}

/// By the password in the form, which may be missing when it was given
/// lately. A wrong one is refused all the same.
pub async fn ask<'s>(
    app: &App,
    signed_in: &'s SignedIn,
    session: &Session,
    fields: &Fields,
) -> Result<Asked<'s>> {
    if signed_in.is_confirmed() && fields.text(Confirmed::FIELD) == Ok("") {
        return Ok(Asked::Given(of(signed_in)));
    }
    match typed(fields) {
        Ok(password) => by(app, signed_in, session, password).await,
        Err(problem) => Ok(Asked::Refused(problem)),
    }
}

/// What stands in the form.
pub fn typed(fields: &Fields) -> Result<String, Problem> {
    match fields.text(Confirmed::FIELD)? {
        "" => Err(Confirmed::MISSING),
        password if is_too_long(password) => Err(Confirmed::WRONG),
        password => Ok(password.to_owned()),
    }
}

/// By this password and nothing else. From now on the session is confirmed.
pub async fn by<'s>(
    app: &App,
    signed_in: &'s SignedIn,
    session: &Session,
    password: String,
) -> Result<Asked<'s>> {
    if !app.users.verify_own(&signed_in.user, signed_in.session, password).await? {
        return Ok(Asked::Refused(Confirmed::WRONG));
    }
    SignIn::confirm(session).await?;
    Ok(Asked::Given(of(signed_in)))
}

fn of(signed_in: &SignedIn) -> Confirmed<'_> {
    Confirmed { user: &signed_in.user, proof: Proof::Session(signed_in.session) }
}

impl SignedIn {
    /// Whether the password was given lately.
    pub fn is_confirmed(&self) -> bool {
        is_lately(self.confirmed_at, now())
    }
}
