//! Finding people, and the card of one.

pub mod handlers;
pub mod views;
