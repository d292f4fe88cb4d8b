//! The history and the composer, and one fragment for every message.

pub mod handlers;
pub mod views;
