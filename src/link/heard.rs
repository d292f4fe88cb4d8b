//! What a call to Telegram says about the link it went over.

use crate::bot::Refusal;

#[derive(Debug, Clone, Copy)]
pub enum Heard {
    Arrived,
    Failed,
    /// The person does not want the bot.
    Closed,
}

impl Heard {
    /// None when Telegram has only asked to wait.
    pub fn of<T>(outcome: &Result<T, Refusal>) -> Option<Self> {
        match outcome {
            Ok(_) => Some(Self::Arrived),
            Err(Refusal::ChatClosed) => Some(Self::Closed),
            Err(Refusal::TooMany(_)) => None,
            Err(_) => Some(Self::Failed),
        }
    }
}
