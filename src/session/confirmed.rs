//! The proof that whoever is signed in has given the password lately.

use crate::{entity::user, problem::Problem, user::Proof};

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
