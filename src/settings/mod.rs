//! Settings: the page on which somebody changes their account. It has no
//! rules of its own: users and sessions have them.

pub mod handlers;
mod views;
mod zones;

pub use handlers::refuse;
pub use views::{Form, SettingsNav};
