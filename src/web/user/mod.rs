//! Registering, new passwords, and the picture of a person.

mod avatar;
pub mod handlers;
mod new_password;
pub mod views;

pub use avatar::AvatarView;
pub use new_password::changed_by;
