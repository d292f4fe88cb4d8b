//! Hits as programs read them.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{Moment, v1::message::views::AuthorView},
    search::{Hit, Page},
};

/// A part of what was found, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Found)]
pub struct FoundView<'h> {
    hits: Vec<HitView<'h>>,
    /// The `cursor` of the next part, where there is one.
    next: Option<String>,
    /// How many messages from before an upgrade are not found yet.
    unindexed: i64,
}

/// A message that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Hit)]
pub struct HitView<'h> {
    conversation_id: Uuid,
    seq: i64,
    author: AuthorView<'h>,
    created_at: Moment,
    /// A little of the message, in one line and without markup, or the name or description of a file.
    text: &'h str,
    /// What of it was found: the characters (code points) from the first number up to, and without, the second.
    marks: Vec<[usize; 2]>,
}

impl<'h> FoundView<'h> {
    pub fn new(page: &'h Page, unindexed: i64) -> Self {
        Self {
            hits: page.hits.iter().map(HitView::new).collect(),
            next: page.next.map(|cursor| cursor.to_text()),
            unindexed,
        }
    }
}

impl<'h> HitView<'h> {
    fn new(hit: &'h Hit) -> Self {
        Self {
            conversation_id: hit.conversation_id,
            seq: hit.seq,
            author: AuthorView::new(&hit.author_username, &hit.author_display_name),
            created_at: Moment(hit.created_at),
            text: &hit.snippet.text,
            marks: hit.snippet.marks.iter().map(|(from, to)| [*from, *to]).collect(),
        }
    }
}
