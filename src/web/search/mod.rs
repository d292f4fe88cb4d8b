//! Finding again what was said, over all that somebody may see.

mod asked;
pub mod handlers;
mod views;
