//! User: somebody with an account, known by a user name that never changes.

mod account;
mod argon2id;
mod avatar;
mod common;
pub mod handlers;
mod name;
mod password;
mod repository;
mod reserved;
mod role;
mod service;
mod views;

pub use account::{
    NewAccount, NewPassword, PASSWORD_CHARACTERS, Preferences, Profile, Theme, new_password,
};
pub use avatar::AvatarView;
pub use name::{DisplayName, Email, Username};
pub use password::{Passwords, opaque};
pub use repository::{Listed, UserRepository, folded};
pub use role::Role;
pub use service::{PasswordChanged, Registered, UserService, Verified};
