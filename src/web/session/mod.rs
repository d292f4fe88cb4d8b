//! Signing in and out, and the proof that somebody is signed in.

pub mod confirmed;
pub mod cookie;
pub mod handlers;
mod signed_in;
pub mod views;

pub use signed_in::SignedIn;
