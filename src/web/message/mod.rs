//! The history and the composer, and one fragment for every message.

pub mod composer;
pub mod handlers;
mod text;
pub mod views;
