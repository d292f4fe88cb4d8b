//! People: users as others see and find them. Never by a part of an e-mail.

pub mod handlers;
mod person;
mod repository;
pub mod search;
pub mod views;

pub use person::Person;
pub use repository::PeopleRepository;
pub use search::{folded, names_of};
