//! What a program sends to show that it has a token.

use std::fmt;

use crate::secret;

/// So that people, and programs that look for lost secrets, know it.
const PREFIX: &str = "nat_";
/// Letters and digits after it: 43 of 62 are 256 bits.
const CHARACTERS: usize = 43;

/// The secret of a token as it was made, or as it came with a request. Never
/// shows itself in a log or an error.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(super) fn fresh() -> Self {
        Self(format!("{PREFIX}{}", secret::fresh(CHARACTERS)))
    }

    /// None for what cannot be one.
    pub fn parse(sent: &str) -> Option<Self> {
        let rest = sent.strip_prefix(PREFIX)?;
        let plain = rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (rest.len() == CHARACTERS && plain).then(|| Self(sent.to_owned()))
    }

    /// For its owner, once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    pub(crate) fn hash(&self) -> Vec<u8> {
        secret::hash(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_secret_is_understood_and_nothing_else() {
        let secret = Secret::fresh();
        assert_eq!(Secret::parse(secret.reveal()), Some(secret.clone()));
        assert_ne!(Secret::fresh(), secret);
        assert_eq!(format!("{secret:?}"), "***");
        let (short, long) = ("a".repeat(42), "a".repeat(44));
        let letters = "a".repeat(43);
        for wrong in [
            String::new(),
            "nat_".to_owned(),
            letters.clone(),
            format!("NAT_{letters}"),
            format!("nat_{short}"),
            format!("nat_{long}"),
            format!("nat_{short}\0"),
            format!("nat_{short}-"),
            format!(" nat_{letters}"),
        ] {
            assert_eq!(Secret::parse(&wrong), None, "{wrong:?}");
        }
    }
}
