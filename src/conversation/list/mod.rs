//! The list of somebody's conversations, newest first, as its owner sees it.

mod entry;
mod group_statements;
mod of_group;
mod order;
mod part;
#[cfg(test)]
mod plans;
mod repository;
mod show;
mod statements;

pub use entry::{Entry, LastMessage, peers};
pub(super) use order::IS_ARCHIVED;
pub use part::{ListCursor, ListPart};
pub use repository::{GroupMark, LIST_PAGE, ListRepository};
pub use show::Show;
