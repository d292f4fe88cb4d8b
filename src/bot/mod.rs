//! Bot: the client of Telegram's Bot API, and what it makes of the answers.
//!
//! No text and no token ever reaches the log.

mod client;
mod lenient;
mod pace;
mod refusal;
mod text;
mod troubles;

pub use self::{
    client::{BotState, Sound, Telegram},
    pace::Pace,
    refusal::Refusal,
    text::{Text, cut},
    troubles::{Trouble, TroubleRepository, record},
};
