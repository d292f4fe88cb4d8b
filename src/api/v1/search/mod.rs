//! Finding messages again.

pub mod handlers;
pub mod views;
