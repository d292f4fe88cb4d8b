//! Contact: somebody in a person's own list. It says nothing about the other
//! one, who is not told and need not have the first in theirs.

mod repository;
mod service;

pub use repository::ContactRepository;
pub use service::{Added, ContactService};
