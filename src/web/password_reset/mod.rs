//! The page behind a link that lets somebody choose a new password.

pub mod handlers;
pub mod views;
