//! What a page says about itself, and how presence is shown.

pub mod handlers;
pub mod views;
