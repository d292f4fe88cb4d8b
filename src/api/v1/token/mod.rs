//! Tokens: with them programs act as a user.

pub mod handlers;
pub mod views;
