//! Files on pages.

pub mod attachments;
pub mod avatar;
pub mod chosen;
pub mod serving;
pub mod shared;
pub mod upload;
pub mod views;
pub mod widgets;
