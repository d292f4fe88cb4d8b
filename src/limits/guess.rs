//! Guesses at the password of an account, by whoever wants to sign in.
//!
//! They are counted by what was typed and never by whose it is: so an unknown
//! name is treated as a known one, and nobody learns which e-mail address
//! belongs to which name.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::sleep;

use super::{Limit, Limits, Taken};
use crate::error::{Error, Result, RetryAfter};

/// How long a guess waits in the line of its account.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// One guess, and the tokens that it has taken: lost, unless it is right.
#[derive(Debug)]
pub struct Guess<'l> {
    limits: &'l Limits,
    taken: Vec<(Limit, String)>,
}

impl Limits {
    /// Lets a guess go on, at once or when it is its turn.
    pub async fn guess(&self, account: &str, address: &str) -> Result<Guess<'_>> {
        let mut guess = Guess { limits: self, taken: Vec::new() };
        if !self.on {
            return Ok(guess);
        }
        match guess.go_on(account, address).await {
            Ok(()) => Ok(guess),
            Err(wait) => {
                guess.forgive().await;
                Err(Error::TooManyRequests(wait))
            }
        }
    }
}

impl Guess<'_> {
    /// Gives back what was taken, all at once: it is on the way of each sign-in.
    pub async fn forgive(self) {
        join_all(self.taken.iter().map(|(limit, key)| self.limits.give_back(*limit, key))).await;
    }

    async fn go_on(&mut self, account: &str, address: &str) -> Result<(), RetryAfter> {
        let both = format!("{address} {account}");
        self.take(Limit::SignIn, &both).await?;
        self.take(Limit::SignInAddress, address).await?;
        self.stand_in_line(account, &both).await
    }

    /// Many addresses together only make an account slow. When its line is full
    /// an address goes past it once a minute: however large a crowd is at the
    /// door, it does not keep the owner out.
    async fn stand_in_line(&mut self, account: &str, both: &str) -> Result<(), RetryAfter> {
        match self.limits.reserve(Limit::SignInAccount, account, LONGEST_WAIT).await {
            Ok(Taken { wait, .. }) => {
                self.taken.push((Limit::SignInAccount, account.to_owned()));
                sleep(wait).await;
                Ok(())
            }
            Err(until_shorter) => {
                self.take(Limit::SignInPastLine, both).await.map_err(|_| until_shorter)
            }
        }
    }

    async fn take(&mut self, limit: Limit, key: &str) -> Result<(), RetryAfter> {
        self.limits.count(limit, key).await?;
        self.taken.push((limit, key.to_owned()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNERS: &str = "203.0.113.7";
    const STRANGERS: &str = "198.51.100.1";

    async fn fail(limits: &Limits, account: &str, address: &str) -> Option<i64> {
        match limits.guess(account, address).await {
            Ok(_) => None,
            Err(Error::TooManyRequests(wait)) => Some(wait.seconds()),
            Err(other) => panic!("{other}"),
        }
    }

    #[tokio::test]
    async fn a_stranger_at_one_address_keeps_nobody_out_at_another() {
        let limits = Limits::new(true, None);
        for _ in 0..10 {
            assert_eq!(fail(&limits, "anna", STRANGERS).await, None);
        }
        assert_eq!(fail(&limits, "anna", STRANGERS).await, Some(6));
        assert_eq!(fail(&limits, "boris", STRANGERS).await, None);
        for _ in 0..10 {
            assert_eq!(fail(&limits, "anna", OWNERS).await, None);
        }
    }

    #[tokio::test]
    async fn what_succeeds_or_is_refused_costs_nothing() {
        let limits = Limits::new(true, None);
        for _ in 0..300 {
            limits.guess("anna", OWNERS).await.unwrap().forgive().await;
        }
        for _ in 0..10 {
            assert_eq!(fail(&limits, "anna", OWNERS).await, None);
        }
        for _ in 0..50 {
            assert!(fail(&limits, "anna", OWNERS).await.is_some());
        }
        for _ in 0..10 {
            assert_eq!(fail(&limits, "boris", OWNERS).await, None);
        }
    }

    #[tokio::test]
    async fn a_crowd_makes_an_account_slow_and_locks_nobody_out() {
        let limits = Limits::new(true, None);
        for _ in 0..200 {
            limits.reserve(Limit::SignInAccount, "anna", LONGEST_WAIT).await.unwrap();
        }
        for place in 1..=10 {
            let taken = limits.reserve(Limit::SignInAccount, "anna", LONGEST_WAIT).await;
            let wait = taken.unwrap().wait;
            assert!(wait.as_secs_f64() > f64::from(place) - 1.0, "{wait:?} in place {place}");
            assert!(wait.as_secs_f64() <= f64::from(place), "{wait:?} in place {place}");
        }
        for address in [STRANGERS, OWNERS] {
            assert_eq!(fail(&limits, "anna", address).await, None, "once past the line");
            assert_eq!(fail(&limits, "anna", address).await, Some(1), "and then no more");
        }
        assert_eq!(fail(&limits, "boris", STRANGERS).await, None);
    }
}
