//! Secrets: made in one place, and kept only as hashes.

use rand::{Rng, distr::Alphanumeric};
use sha2::{Digest, Sha256};

/// So many letters and digits by chance: almost six bits each, 22 of them more
/// than a UUID has.
pub fn fresh(characters: usize) -> String {
    rand::rng().sample_iter(Alphanumeric).take(characters).map(char::from).collect()
}

/// What is stored of a secret, and what it is looked up by. Secrets have more
/// chance in them than anybody can try, so they need no salt.
pub fn hash(secret: impl AsRef<[u8]>) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// The same as 64 digits, for names and keys.
pub fn hex(secret: impl AsRef<[u8]>) -> String {
    format!("{:x}", Sha256::digest(secret))
}
