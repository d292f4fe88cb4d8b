//! The proof that whoever is signed in has given the password lately.

use super::SessionRepository;
use crate::{
    entity::user,
    error::{Error, Result},
    problem::Problem,
    store::UnitOfWork,
    token::TokenRepository,
    user::{Proof, lock_as_known_within},
};

/// Nobody is asked again for ten minutes.
const LATELY_MICROS: i64 = 10 * 60 * 1_000_000;

/// Whoever is signed in has given the password, now or within the last ten
/// minutes. Holding this is the permission for what a copied cookie alone must
/// not do.
#[derive(Debug)]
pub struct Confirmed<'u> {
    pub user: &'u user::Model,
    /// By what they are signed in.
    pub proof: Proof,
}

impl Confirmed<'_> {
    /// In which field of a form the password is given.
    pub const FIELD: &'static str = "current_password";
    pub const MISSING: Problem = Problem { field: Self::FIELD, sentence: "problem-confirm" };
    pub const WRONG: Problem = Problem { field: Self::FIELD, sentence: "problem-current-password" };
}

impl Confirmed<'_> {
    /// Locks the user and looks again at what has shown that it is them: whatever
    /// ends it may have been quicker, and then it allows nothing any more.
    pub async fn hold_within(&self, work: &UnitOfWork) -> Result<()> {
        lock_as_known_within(work, self.user).await?;
        let named = [(self.user.id, self.proof.name())];
        let is_there = match self.proof {
            Proof::Session(_) => SessionRepository::of(work).alive_among(&named).await? == named,
            Proof::Token(_) => TokenRepository::of(work).alive_among(&named).await? == named,
            Proof::Chat(_) | Proof::Operator => true,
        };
        is_there.then_some(()).ok_or(Error::SignInRequired)
    }
}

/// The clocks of two processes differ a little, so a moment ahead counts, too.
pub fn is_lately(confirmed_at: Option<i64>, now: i64) -> bool {
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
