//! Telegram: the chats of people with the bot, what they say there and what they
//! are told.
//!
//! What has to be told, and when, [`notification`](crate::notification) knows; the
//! way there is [`bot`](crate::bot). No text and no token ever reaches the log.

mod commands;
mod formatted;
mod notice;
mod notice_words;
mod notifier;
mod poller;
mod press;
mod seen_updates;
mod task;
mod updates;
pub mod webhook;

pub use self::{notifier::Notifier, poller::hear, seen_updates::SeenUpdateRepository};
