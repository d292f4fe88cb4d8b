//! Messages, and what becomes of them.

pub mod handlers;
pub mod views;
