//! What others wrote above a reader's pointer.

use sea_orm::FromQueryResult;

/// The unread messages of a conversation; there is at least one.
#[derive(Debug, Clone, Copy, FromQueryResult, PartialEq, Eq, Hash)]
pub struct Unread {
    /// The `seq` of the oldest.
    pub first: i64,
    pub count: i64,
}

impl Unread {
    /// How a number of unread messages is shown: up to 99.
    pub fn label(count: i64) -> String {
        if count > 99 { "99+".to_owned() } else { count.to_string() }
    }
}
