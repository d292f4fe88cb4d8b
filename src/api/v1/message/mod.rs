//! Messages, and what becomes of them.

pub mod handlers;
mod kept;
pub mod views;
