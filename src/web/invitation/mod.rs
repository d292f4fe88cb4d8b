//! The pages on which people invite, and who may.

pub mod handlers;
mod rights;
pub mod views;

pub use rights::{InviterVisit, Owner};
pub use views::{hint, link};
