//! Files on pages.

pub mod serving;
pub mod upload;
mod views;
