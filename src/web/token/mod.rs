//! Tokens in the settings: made, shown once, and withdrawn.

pub mod handlers;
pub mod views;
