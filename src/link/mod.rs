//! Link: a user's Telegram chat.
//!
//! It is proven from both ends: only who is signed in gets a token, and only
//! who has the chat can send it. A token is good once and for ten minutes, and
//! only its hash is stored.

mod delivery;
mod repository;
mod service;
mod state;
mod token;

pub use self::{
    delivery::Delivery,
    repository::LinkRepository,
    service::{LinkService, Linked, end_unknown_within},
    state::{LinkState, chat_name},
    token::{Offer, Secret},
};
