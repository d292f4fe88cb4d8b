//! Passwords: argon2id with the parameters that Natter has.

use std::{
    thread,
    time::{Duration, Instant},
};

use argon2::{Argon2, PasswordHasher};

use crate::fill::ids::PASSWORD;

/// The hash of everybody's password.
pub fn hash() -> Result<String, String> {
    // argon2's own parameters: 19456 kB, 2 rounds, 1 lane.
    let hash = Argon2::default().hash_password_with_salt(PASSWORD.as_bytes(), b"sixteen bytes...");
    Ok(hash.map_err(|error| format!("argon2: {error}"))?.to_string())
}

/// How many all cores make together.
pub fn hashes_a_second(time: Duration) -> Result<f64, String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let started = Instant::now();
    let one = || -> Result<u64, String> {
        let mut made = 0;
        while started.elapsed() < time {
            hash()?;
            made += 1;
        }
        Ok(made)
    };
    let made: Result<Vec<u64>, String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(one)).collect();
        let gave_up = |_| "argon2 gave up".to_owned();
        threads.into_iter().map(|thread| thread.join().map_err(gave_up)?).collect()
    });
    Ok(made?.iter().sum::<u64>() as f64 / started.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameters_are_those_of_the_budget() {
        assert!(hash().unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}
