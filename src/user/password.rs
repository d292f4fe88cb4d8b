//! Passwords: argon2id, off the async threads, never more at once than cores.

use std::{iter, sync::Arc};

use argon2::{
    PasswordHasher, PasswordVerifier,
    password_hash::{self, phc::PasswordHash},
};
use unicode_normalization::UnicodeNormalization;

use super::{argon2id::Argon2id, password_threads::PasswordThreads};
use crate::error::{Error, Result};

/// Verified instead when there is no such user, so that the answer takes as
/// long as for a wrong password. Made of random bytes that nobody kept.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AYhp7jyteYiEnJ75f\
    sL17w$gv+VKdoelBu9t6UYc6/5b6IyIZ7YnD5AJZ37vaXRMWI";

/// A password as it is compared: keyboards and systems write the same letters
/// and spaces in different ways (RFC 8265, OpaqueString: any space is U+0020,
/// then NFC; case and everything else stay).
pub fn opaque(typed: &str) -> String {
    typed
        .chars()
        .map(|c| if c.is_whitespace() && !c.is_control() { ' ' } else { c })
        .nfc()
        .collect()
}

/// Hashes and verifies with the default parameters of the argon2 crate
/// (argon2id, 19 MiB, two passes: OWASP's first choice), about 15 ms each.
#[derive(Debug, Clone)]
pub struct Passwords {
    threads: Arc<PasswordThreads>,
}

impl Passwords {
    pub fn new() -> Self {
        Self { threads: Arc::new(PasswordThreads::new()) }
    }

    /// A new hash with its own salt, as a PHC string.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.threads
            .run(move || hash_now(&opaque(&password)))
            .await?
            .map_err(|error| Error::Internal(error.to_string()))
    }

    /// Whether the password is the one of this hash; false, after the same
    /// time, when there is no hash. Hashes of before were made of passwords as
    /// they had been typed, so that is tried as well where it differs.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        self.threads.run(move || verify_now(password, hash.as_deref())).await
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

fn verify_now(password: String, hash: Option<&str>) -> bool {
    let compared = opaque(&password);
    let typed = (password != compared).then_some(password);
    let matches = PasswordHash::new(hash.unwrap_or(NOBODYS)).is_ok_and(|hash| {
        iter::once(compared)
            .chain(typed)
            .any(|one| Argon2id.verify_password(one.as_bytes(), &hash).is_ok())
    });
    hash.is_some() && matches
}

fn hash_now(password: &str) -> Result<String, password_hash::Error> {
    Ok(Argon2id.hash_password(password.as_bytes())?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_user_costs_as_much_as_a_known_one() {
        let cost = |hash: &str| {
            let hash = PasswordHash::new(hash).expect("a PHC string");
            let length = hash.hash.map(|output| output.len());
            (hash.algorithm.to_string(), hash.version, hash.params.to_string(), length)
        };
        assert_eq!(cost(NOBODYS), cost(&hash_now("the password of somebody").expect("hashed")));
    }

    #[tokio::test]
    async fn only_the_right_password_of_a_known_user_is_right() {
        let passwords = Passwords::new();
        let hash = passwords.hash("correct horse".to_owned()).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(
            passwords.verify("correct horse".into(), Some(hash.clone())).await.expect("verified")
        );
        assert!(!passwords.verify("correct house".into(), Some(hash)).await.expect("verified"));
        assert!(!passwords.verify("the password of nobody".into(), None).await.expect("verified"));
    }

    #[test]
    fn the_same_letters_are_the_same_password() {
        assert_eq!(opaque("cafe\u{301} № 5"), "café № 5");
        assert_eq!(opaque("a\u{a0}b\u{3000}c d"), "a b c d");
        assert_eq!(opaque("Straße\t"), "Straße\t");
        assert_ne!(opaque("Secret"), opaque("secret"));
    }

    #[tokio::test]
    async fn a_password_is_known_however_it_is_composed_and_old_hashes_go_on() {
        let passwords = Passwords::new();
        let (composed, decomposed) = ("Zo\u{eb} \u{439}", "Zoe\u{308} \u{438}\u{306}");
        for (kept, typed) in [(composed, decomposed), (decomposed, composed)] {
            let hash = passwords.hash(kept.to_owned()).await.expect("hashed");
            assert!(passwords.verify(typed.into(), Some(hash.clone())).await.expect("verified"));
            assert!(passwords.verify(kept.into(), Some(hash)).await.expect("verified"));
        }
        let old = hash_now(decomposed).expect("hashed");
        assert!(passwords.verify(decomposed.into(), Some(old)).await.expect("verified"));
    }
}
