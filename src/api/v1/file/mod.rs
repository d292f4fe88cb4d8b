//! Files for programs.

pub mod handlers;
pub mod views;
