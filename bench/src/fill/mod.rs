//! What is in the database before anything is measured.
//!
//! Rows are inserted by SQL: only columns that every row needs are named, so a
//! new column with a default changes nothing here.

mod content;
mod group;
pub mod ids;
mod searched;
mod sessions;
pub mod speech;
mod store;
mod text;

pub use content::{everyday, grown};
pub use group::group;
pub use searched::{searched, unindexed, with_words, without_words};
pub use sessions::sign_in_everybody;
pub use store::Store;
