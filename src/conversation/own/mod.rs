//! What a member keeps for themselves about a conversation. Nobody else is told,
//! and it takes no version: their own other pages follow through their list.

mod draft;
mod repository;
mod service;

pub use draft::Draft;
