//! Emoji by what they are called.

pub mod handlers;
pub mod views;
