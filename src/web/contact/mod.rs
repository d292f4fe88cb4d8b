//! The list of contacts.

pub mod handlers;
pub mod views;
