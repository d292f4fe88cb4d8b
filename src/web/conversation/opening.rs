//! Where the page of a conversation opens.

use super::find::FindBar;
use crate::message::Cursor;

#[derive(Debug, Default)]
pub struct Opening {
    pub cursor: Cursor,
    /// The message that was asked for.
    pub marked: Option<i64>,
    pub bar: Option<FindBar>,
}

impl Opening {
    /// Around a message, with it marked.
    pub fn marking(seq: i64) -> Self {
        Self { cursor: Cursor::Around(seq), marked: Some(seq), bar: None }
    }
}

impl From<Cursor> for Opening {
    fn from(cursor: Cursor) -> Self {
        Self { cursor, ..Self::default() }
    }
}
