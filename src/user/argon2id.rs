//! Argon2id in memory that its thread keeps.

use std::cell::RefCell;

use argon2::{
    Algorithm, Argon2, Block, CustomizedPasswordHasher, Params, PasswordHasher, Version,
    password_hash::{
        Error,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};

/// Blocks asked for at once. The C library maps what is larger than 32 MiB on
/// its own and gives it back; the 19 MiB that are needed it would keep, for
/// each thread that ever asked. What is not touched costs nothing.
const RESERVED: usize = 33 * 1024 * 1024 / Block::SIZE;

thread_local! {
    /// Given back when the thread ends. To map and clear it anew takes a third
    /// of the time of a hash. What the hash before has left does not matter: no
    /// block is read before it is written.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

/// The argon2 crate's algorithm and default parameters. Only the memory differs.
pub(super) struct Argon2id;

impl PasswordHasher<PasswordHash> for Argon2id {
    fn hash_password_with_salt(&self, password: &[u8], salt: &[u8]) -> Result<PasswordHash, Error> {
        self.hash_password_customized(password, salt, None, None, Params::default())
    }
}

impl CustomizedPasswordHasher<PasswordHash> for Argon2id {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> Result<PasswordHash, Error> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(Version::try_from).transpose()?.unwrap_or_default();
        let mut output = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
        let argon2 = Argon2::new(algorithm, version, params.clone());
        in_memory(params.block_count(), |memory| {
            argon2.hash_password_into_with_memory(password, salt, &mut output, memory)
        })?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&output)?),
        })
    }
}

/// Lends this thread's memory, of that many blocks.
fn in_memory<T>(blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
    MEMORY.with_borrow_mut(|memory| {
        memory.reserve(RESERVED.saturating_sub(memory.len()));
        if memory.len() < blocks {
            memory.resize(blocks, Block::new());
        }
        work(&mut memory[..blocks])
    })
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// The hash of a password with its own salt, in so much memory.
    fn hash(password: &str, memory: u32) -> String {
        let params = Params::new(memory, 2, 1, None).unwrap();
        let salt = format!("the salt of {password}");
        Argon2id
            .hash_password_customized(password.as_bytes(), salt.as_bytes(), None, None, params)
            .unwrap()
            .to_string()
    }

    #[test]
    fn used_memory_gives_the_same_hashes_as_fresh_memory() {
        let fresh =
            |password, memory| thread::spawn(move || hash(password, memory)).join().unwrap();
        let default = Params::DEFAULT_M_COST;
        for (password, memory) in [
            ("correct horse", default),
            ("battery staple", default),
            ("small", 64),
            ("correct horse", default),
        ] {
            let reused = hash(password, memory);
            assert_eq!(reused, fresh(password, memory));
            let salt = format!("the salt of {password}");
            let params = Params::new(memory, 2, 1, None).unwrap();
            let plain = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_with_salt(password.as_bytes(), salt.as_bytes());
            assert_eq!(reused, plain.unwrap().to_string());
        }
    }
}
