//! The link to a Telegram chat.

pub mod handlers;
pub mod views;
