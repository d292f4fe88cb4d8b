//! User: somebody with an account, known by a user name that never changes.

mod account;
mod actor;
mod argon2id;
mod common_passwords;
mod name;
mod password;
mod password_threads;
mod repository;
mod reserved;
mod role;
mod saved;
mod service;
mod sign_in;
mod still;

pub use account::{
    NewAccount, NewPassword, Preferences, Profile, Theme, is_too_long, new_password,
};
pub use actor::{Actor, Proof};
pub use name::{DisplayName, Email, Username};
pub use password::Passwords;
use password::opaque;
pub use repository::{Listed, UserRepository, folded};
pub use role::Role;
pub use saved::{saved_language, saved_zone};
pub use service::{
    Account, PasswordChanged, ProfileChange, Registered, UserService, Verified,
    lock_as_known_within,
};
pub use sign_in::{DISABLED, WRONG_SIGN_IN};
pub use still::still_counts;
