//! What a call to Telegram says about the link it went over.

use crate::bot::Refusal;

#[derive(Debug, Clone, Copy)]
pub enum Delivery {
    Delivered,
    Failed,
    /// The person does not want the bot.
    Blocked,
}

impl Delivery {
    /// None when Telegram has only asked to wait.
    pub fn of<T>(outcome: &Result<T, Refusal>) -> Option<Self> {
        match outcome {
            Ok(_) => Some(Self::Delivered),
            Err(Refusal::ChatClosed) => Some(Self::Blocked),
            Err(Refusal::TooMany(_)) => None,
            Err(_) => Some(Self::Failed),
        }
    }
}
