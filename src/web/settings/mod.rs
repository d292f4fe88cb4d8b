//! The page on which somebody changes their account. It has no rules of its
//! own: users, sessions and notifications have them.

pub mod avatar;
pub mod handlers;
pub mod views;
mod zones;

pub use handlers::{refuse, show_token};
pub use views::{Form, SettingsNav};
