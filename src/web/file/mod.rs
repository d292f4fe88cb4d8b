//! Files on pages.

pub mod serving;
pub mod upload;
pub mod views;
