//! Password reset: a link, made by the operator, with which somebody who has
//! forgotten their password chooses a new one.
//!
//! It is good once and for a day, one a user, and only its hash is stored.

mod repository;
mod service;
mod token;

pub use self::{
    repository::PasswordResetRepository,
    service::{NOT_GOOD, PasswordResetService, Redeemed, Reset},
    token::ResetToken,
};
