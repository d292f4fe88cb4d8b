//! Signing in and out, and what is signed in.

pub mod handlers;
pub mod views;
