//! How the link to somebody's chat is.

use crate::{bot::BotState, entity::telegram_link};

/// How somebody's link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// There is no bot, or none that works.
    Off,
    BotOutOfReach,
    WrongToken,
    Unlinked,
    Linked,
    /// Nothing has got there for a while.
    Failing,
    /// The person has blocked the bot.
    Blocked,
}

impl LinkState {
    pub fn of(bot: Option<&BotState>, link: Option<&telegram_link::Model>) -> Self {
        match (bot, link) {
            (None, _) => Self::Off,
            (Some(BotState::WrongToken), _) => Self::WrongToken,
            (Some(BotState::OutOfReach), None) => Self::BotOutOfReach,
            (_, None) => Self::Unlinked,
            (_, Some(link)) if link.blocked_at.is_some() => Self::Blocked,
            (Some(BotState::OutOfReach), _) => Self::Failing,
            (_, Some(link)) if link.failed_at.is_some() => Self::Failing,
            (_, Some(_)) => Self::Linked,
        }
    }
}

/// `@name`, or the chat's number for people without a name.
pub fn chat_name(link: &telegram_link::Model) -> String {
    match &link.telegram_username {
        Some(name) => format!("@{name}"),
        None => link.chat_id.to_string(),
    }
}
