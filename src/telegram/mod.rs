//! Telegram: the bot and what people say to it.
//!
//! Nothing here knows when somebody is told what; that is
//! [`notification`](crate::notification). No text and no token ever reaches
//! the log.

mod answers;
mod bot;
mod commands;
mod pace;
mod poller;
mod refusal;
mod rough;
mod taken;
mod text;
mod troubles;
mod updates;
pub mod webhook;

pub use self::{
    answers::say,
    bot::{BotState, Telegram},
    pace::Pace,
    poller::hear,
    refusal::Refusal,
    taken::UpdateRepository,
    text::{Text, cut},
    troubles::{Trouble, TroubleRepository, record},
};
