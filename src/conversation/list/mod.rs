//! The list of somebody's conversations, newest first, as its owner sees it.

mod entry;
mod part;
#[cfg(test)]
mod plans;
mod repository;
mod show;

pub use entry::{Entry, LastMessage, peers};
pub use part::{ListCursor, ListPart};
pub(super) use repository::IS_ARCHIVED;
pub use repository::{LIST_PAGE, ListRepository};
pub use show::Show;
