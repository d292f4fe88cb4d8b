//! The list of conversations, and the page of one.

pub mod handlers;
mod member;
pub mod names;
mod sidebar;
pub mod views;

pub use member::MemberVisit;
pub use sidebar::Sidebar;
