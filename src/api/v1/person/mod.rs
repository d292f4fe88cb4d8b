//! People as others see and find them, and contacts.

pub mod handlers;
pub mod views;
