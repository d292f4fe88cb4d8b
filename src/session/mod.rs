//! Session: one browser that somebody signed in with.

mod confirmed;
pub mod cookie;
mod device;
pub mod handlers;
mod lifetime;
mod reader;
mod repository;
mod service;
mod signed_in;
mod store;
mod views;

pub use confirmed::Confirmed;
pub use device::Device;
pub use lifetime::{IDLE, too_long_ago};
pub use reader::Reader;
pub use repository::SessionRepository;
pub use service::{SessionService, end_all_within, end_others_within};
pub use signed_in::{SignIn, SignedIn, accepted, user_agent};
pub use store::Sessions;
