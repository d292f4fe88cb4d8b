//! The list of conversations, and the page of one.

pub mod calendar;
pub mod find;
pub mod handlers;
mod member;
mod menu;
pub mod names;
pub mod opening;
pub mod own;
mod sidebar;
pub mod views;

pub use member::MemberVisit;
pub use opening::Opening;
pub use sidebar::Sidebar;
