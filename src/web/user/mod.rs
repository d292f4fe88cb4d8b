//! Registering, and the picture of a person.

mod avatar;
pub mod handlers;
pub mod views;

pub use avatar::AvatarView;
