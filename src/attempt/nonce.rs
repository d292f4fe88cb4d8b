//! The name of one attempt.

use uuid::Uuid;

use crate::problem::Problem;

/// Names one attempt to send a message or a form, so that sending again never
/// doubles: at most 64 visible characters. That of a message need only be
/// unique for its author in its conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let visible = |c: char| !c.is_control() && !c.is_whitespace();
        if given.is_empty() {
            Ok(Self::fresh())
        } else if given.chars().count() <= 64 && given.chars().all(visible) {
            Ok(Self(given.to_owned()))
        } else {
            Err(Problem { field: "nonce", sentence: "problem-nonce" })
        }
    }

    /// One that nobody has used.
    pub fn fresh() -> Self {
        Self(Uuid::new_v4().simple().to_string())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Nonce {
    fn default() -> Self {
        Self::fresh()
    }
}
