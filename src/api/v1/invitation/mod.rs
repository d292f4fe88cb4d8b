//! Invitations, and who may make them.

pub mod handlers;
pub mod views;
