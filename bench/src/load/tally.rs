//! What has come of requests.

use std::collections::BTreeMap;

use super::Histogram;

#[derive(Debug, Default)]
pub struct Tally {
    /// Good answers, those during the warm-up included.
    pub good: u64,
    /// Good answers to requests after the warm-up.
    pub measured: u64,
    /// From the request to the answer, after the warm-up.
    pub latency: Histogram,
    pub errors: BTreeMap<String, u64>,
    /// Good answers by the group of the request.
    pub good_by_group: Vec<u64>,
    /// Nanoseconds of the monotonic clock; 0 when nothing was sent.
    pub first_sent: u64,
    /// Seconds that were measured.
    pub seconds: f64,
    /// Of a bad answer.
    pub sample: Option<String>,
}

impl Tally {
    pub fn error(&mut self, what: String) {
        *self.errors.entry(what).or_default() += 1;
    }

    /// Good answers a second.
    pub fn rate(&self) -> f64 {
        self.measured as f64 / self.seconds
    }

    /// An error when more than one answer in a hundred was not good.
    pub fn checked(self) -> Result<Self, String> {
        let bad: u64 = self.errors.values().sum();
        if self.good > 0 && bad * 100 <= self.good {
            return Ok(self);
        }
        let sample = self.sample.unwrap_or_default();
        Err(format!("{bad} bad answers, {} good ones: {:?} {sample}", self.good, self.errors))
    }
}
