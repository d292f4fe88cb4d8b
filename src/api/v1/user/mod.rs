//! Accounts: making one, and what it says about its owner.

pub mod handlers;
pub mod views;
