//! The proof that whoever is signed in has given the password lately.

use tower_sessions::Session;

use super::{SignIn, SignedIn, signed_in::now};
use crate::{
    app::App,
    error::Result,
    problem::Problem,
    user::{PASSWORD_CHARACTERS, opaque},
    web::form::Fields,
};

/// In which field of a form the password is given.
const FIELD: &str = "current_password";
const MISSING: Problem = Problem { field: FIELD, sentence: "problem-confirm" };
const WRONG: Problem = Problem { field: FIELD, sentence: "problem-current-password" };

/// Nobody is asked again for ten minutes.
const LATELY_MICROS: i64 = 10 * 60 * 1_000_000;

/// Whoever is signed in has given the password, now or within the last ten
/// minutes. Holding this is the permission for what a copied cookie alone must
/// not do.
#[derive(Debug)]
pub struct Confirmed<'s> {
    signed_in: &'s SignedIn,
}

impl<'s> Confirmed<'s> {
    /// By the password in the form, which may be missing when it was given
    /// lately. A wrong one is refused all the same.
    pub async fn ask(
        app: &App,
        signed_in: &'s SignedIn,
        session: &Session,
        fields: &Fields,
    ) -> Result<Result<Self, Problem>> {
        if signed_in.is_confirmed() && fields.text(FIELD) == Ok("") {
            return Ok(Ok(Self { signed_in }));
        }
        match Self::typed(fields) {
            Ok(password) => Self::by(app, signed_in, session, password).await,
            Err(problem) => Ok(Err(problem)),
        }
    }

    /// What stands in the form; longer than any password can be, it is not
    /// worth the time of a hash.
    pub fn typed(fields: &Fields) -> Result<String, Problem> {
        let password = fields.text(FIELD)?;
        match opaque(password).chars().count() {
            0 => Err(MISSING),
            count if count > *PASSWORD_CHARACTERS.end() => Err(WRONG),
            _ => Ok(password.to_owned()),
        }
    }

    /// By this password and nothing else. From now on the session is confirmed.
    pub async fn by(
        app: &App,
        signed_in: &'s SignedIn,
        session: &Session,
        password: String,
    ) -> Result<Result<Self, Problem>> {
        if let Err(problem) = app.users.verify_own(&signed_in.user, password).await? {
            return Ok(Err(problem));
        }
        SignIn::confirm(session).await?;
        Ok(Ok(Self { signed_in }))
    }

    pub fn signed_in(&self) -> &'s SignedIn {
        self.signed_in
    }
}

impl SignedIn {
    /// Whether the password was given lately.
    pub fn is_confirmed(&self) -> bool {
        is_lately(self.confirmed_at, now())
    }
}

/// The clocks of two processes differ a little, so a moment ahead counts, too.
fn is_lately(confirmed_at: Option<i64>, now: i64) -> bool {
    confirmed_at.is_some_and(|at| now.abs_diff(at) < LATELY_MICROS.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_counts_for_ten_minutes() {
        let now = 1_800_000_000_000_000;
        assert!(!is_lately(None, now));
        for (at, counts) in [
            (now, true),
            (now + 1_000_000, true),
            (now - LATELY_MICROS + 1, true),
            (now - LATELY_MICROS, false),
            (now + LATELY_MICROS, false),
            (0, false),
            (i64::MIN, false),
        ] {
            assert_eq!(is_lately(Some(at), now), counts, "{at}");
        }
    }
}
