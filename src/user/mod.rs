//! User: somebody with an account, known by a user name that never changes.

pub mod handlers;
mod name;
mod password;
mod repository;
mod service;
mod views;

pub use name::{DisplayName, Email, Username};
pub use password::Passwords;
pub use repository::UserRepository;
pub use service::{NewAccount, UserService};
