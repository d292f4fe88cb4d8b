//! The pages on which a Telegram chat is linked.

mod ended_notice;
pub mod handlers;
pub mod views;

pub use ended_notice::tell_ended;
