//! Session: one browser that somebody signed in with.

pub mod handlers;
mod signed_in;
mod store;
mod views;

pub use signed_in::{SignIn, SignedIn, accepted};
pub use store::Sessions;
