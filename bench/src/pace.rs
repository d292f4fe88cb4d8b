//! How long runs take and how often they are repeated.

use std::time::Duration;

#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub warm_up: Duration,
    pub duration: Duration,
    /// Turns that everything has.
    pub turns: usize,
    /// Turns after which what is disturbed is given up on.
    pub most_turns: usize,
    pub is_quick: bool,
}

impl Pace {
    pub fn new(is_quick: bool) -> Self {
        let seconds = Duration::from_secs_f64;
        match is_quick {
            true => Self {
                warm_up: seconds(0.3),
                duration: seconds(1.0),
                turns: 1,
                most_turns: 1,
                is_quick,
            },
            false => Self {
                warm_up: seconds(1.0),
                duration: seconds(4.0),
                turns: 3,
                most_turns: 6,
                is_quick,
            },
        }
    }
}
