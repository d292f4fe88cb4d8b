//! Session: one browser that somebody signed in with.

mod confirmed;
mod cookie_name;
mod device;
pub mod lifetime;
mod repository;
mod service;
mod sign_in;
mod store;

pub use confirmed::{Confirmed, is_lately};
pub use cookie_name::CookieName;
pub use device::Device;
pub use repository::SessionRepository;
pub use service::{SessionService, end_all_within, end_others_within};
pub use sign_in::{KEY, SignIn};
pub use store::{Sessions, key};
