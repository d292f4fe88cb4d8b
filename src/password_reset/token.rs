//! What stands in the link.

use std::fmt;

use crate::secret;

/// Letters and digits of a token: 32 of 62 are 190 bits.
const CHARACTERS: usize = 32;

/// A token as it was made, or as it came with a request. Never shows itself in
/// a log or an error.
#[derive(Clone, PartialEq, Eq)]
pub struct ResetToken(String);

impl ResetToken {
    pub(super) fn fresh() -> Self {
        Self(secret::fresh(CHARACTERS))
    }

    /// None for what cannot be one.
    pub fn parse(typed: &str) -> Option<Self> {
        let plain = typed.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (typed.len() == CHARACTERS && plain).then(|| Self(typed.to_owned()))
    }

    /// The token, for the link.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self) -> Vec<u8> {
        secret::hash(&self.0)
    }
}

impl fmt::Debug for ResetToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_token_is_understood_and_nothing_else() {
        let token = ResetToken::fresh();
        assert_eq!(ResetToken::parse(token.reveal()), Some(token.clone()));
        assert_ne!(ResetToken::fresh(), token);
        assert_eq!(format!("{token:?}"), "***");
        let long = "a".repeat(33);
        for wrong in ["", "abc", &long, &"ж".repeat(16), &format!("{}\0", "a".repeat(31))] {
            assert_eq!(ResetToken::parse(wrong), None, "{wrong:?}");
        }
    }
}
