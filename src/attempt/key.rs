//! What tells an attempt from all others.

use sha2::{Digest, Sha256};

use super::Nonce;
use crate::form::Fields;

/// What a form is sent for.
#[derive(Debug, Clone, Copy)]
pub enum Aim {
    Register,
    ResetPassword,
    ChangePassword,
    EndSession,
    Invite,
    RevokeInvitation,
    MakeToken,
    RevokeToken,
    MakeGroup,
}

impl Aim {
    fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::ResetPassword => "reset-password",
            Self::ChangePassword => "change-password",
            Self::EndSession => "end-session",
            Self::Invite => "invite",
            Self::RevokeInvitation => "revoke-invitation",
            Self::MakeToken => "make-token",
            Self::RevokeToken => "revoke-token",
            Self::MakeGroup => "make-group",
        }
    }
}

/// The key of an attempt: a hash, so that nothing that was typed is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt(Vec<u8>);

impl Attempt {
    /// The attempt that a form names, together with what it is about. Another
    /// name in the same form is another attempt; a password never counts here,
    /// as its hash alone would be easy to guess. A form without a nonce is
    /// nobody's repeat.
    pub fn read(aim: Aim, fields: &Fields, about: &[&str]) -> Self {
        let nonce = fields.text("nonce").and_then(Nonce::parse).unwrap_or_default();
        let mut hash = Sha256::new();
        for part in [aim.name(), nonce.as_str()].iter().chain(about) {
            // Parts that run into each other would be other parts.
            hash.update(Sha256::digest(part));
        }
        Self(hash.finalize().to_vec())
    }

    pub(super) fn key(&self) -> Vec<u8> {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_is_its_aim_its_nonce_and_what_it_is_about() {
        let attempt =
            |aim, query, about: &[&str]| Attempt::read(aim, &Fields::of_query(query), about);
        let one = attempt(Aim::Register, "nonce=n-1", &["ada", "l"]);
        assert_eq!(attempt(Aim::Register, "nonce=n-1&password=x", &["ada", "l"]), one);
        for other in [
            attempt(Aim::Invite, "nonce=n-1", &["ada", "l"]),
            attempt(Aim::Register, "nonce=n-2", &["ada", "l"]),
            attempt(Aim::Register, "nonce=n-1", &["adal", ""]),
        ] {
            assert_ne!(other, one);
        }
    }

    #[test]
    fn without_a_usable_nonce_nothing_is_repeated() {
        for query in ["", "nonce=", "nonce=%ff", &format!("nonce={}", "n".repeat(65))] {
            let fields = Fields::of_query(query);
            let attempt = || Attempt::read(Aim::Register, &fields, &["ada"]);
            assert_ne!(attempt(), attempt(), "{query}");
        }
    }
}
