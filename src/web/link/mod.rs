//! The pages on which a Telegram chat is linked.

mod farewell;
pub mod handlers;
pub mod views;

pub use farewell::tell_ended;
