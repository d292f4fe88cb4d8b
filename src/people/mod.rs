//! People: users as others see and find them. Never by an e-mail: nothing proves
//! that it is theirs.

mod person;
mod repository;
pub mod search;
mod service;

pub use person::Person;
pub use repository::PeopleRepository;
pub use search::{folded, in_order, names_of};
pub use service::{PeopleService, UNKNOWN_PERSON};
