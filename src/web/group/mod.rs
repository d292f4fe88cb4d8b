//! Groups: making one, who is in it, what it is like, and the ways in and out.

pub mod adding;
pub mod avatar;
mod completion;
mod form;
pub mod joining;
pub mod link;
pub mod members;
pub mod new;
mod picks;
pub mod roles;
pub mod settings;
mod views;

pub use views::{FoundGroupView, HereView};
