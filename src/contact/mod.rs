//! Contact: somebody in a person's own list. It says nothing about the other
//! one, who is not told and need not have the first in theirs.

pub mod handlers;
mod repository;
mod service;
mod views;

pub use repository::ContactRepository;
pub use service::ContactService;
