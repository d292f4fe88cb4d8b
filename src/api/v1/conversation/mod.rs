//! Conversations, and what a member keeps for themselves about them.

pub mod handlers;
pub mod views;
