//! The pages on which a Telegram chat is linked.

pub mod handlers;
pub mod views;
