//! What a search has found.

use sea_orm::{DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::{
    query::Cursor,
    snippet::{Snippet, snippet},
    terms::Term,
};
use crate::{
    conversation::Kind,
    file::File,
    message::{Format, markdown::flat, parse},
};

/// A message that was found, with a little of it.
#[derive(Debug, Clone)]
pub struct Hit {
    pub conversation_id: Uuid,
    /// With whom, as the reader sees it.
    pub kind: Kind,
    pub seq: i64,
    pub author_username: String,
    pub author_display_name: String,
    pub author_avatar_id: Option<Uuid>,
    /// In microseconds since 1970.
    pub created_at: i64,
    pub snippet: Snippet,
    /// What it carries beside its text.
    pub files: Vec<File>,
}

/// A part of what was found, newest first, and from where to go on where there is more.
#[derive(Debug, Default)]
pub struct Page {
    pub hits: Vec<Hit>,
    pub next: Option<Cursor>,
}

/// A message as it is found; the text of one that was deleted meanwhile is nobody's.
#[derive(Debug)]
pub(super) struct Row {
    pub at: Cursor,
    kind: Kind,
    author_username: String,
    author_display_name: String,
    author_avatar_id: Option<Uuid>,
    body: String,
    format: Format,
    files: Vec<File>,
    is_deleted: bool,
}

impl Row {
    /// None of what was deleted meanwhile.
    pub fn hit(self, terms: &[Term]) -> Option<Hit> {
        if self.is_deleted {
            return None;
        }
        let text = flat(&parse(&self.body, self.format)).words;
        let of_files = self.files.iter().flat_map(|file| [&*file.name, &*file.alt]);
        let texts: Vec<&str> = [&*text].into_iter().chain(of_files).collect();
        Some(Hit {
            conversation_id: self.at.conversation,
            kind: self.kind,
            seq: self.at.seq,
            author_username: self.author_username,
            author_display_name: self.author_display_name,
            author_avatar_id: self.author_avatar_id,
            created_at: self.at.at,
            snippet: snippet(&texts, terms),
            files: self.files,
        })
    }
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let format: String = row.try_get(prefix, "format")?;
        let files: Option<String> = row.try_get(prefix, "files")?;
        let deleted_at: Option<i64> = row.try_get(prefix, "deleted_at")?;
        Ok(Self {
            at: Cursor {
                at: row.try_get(prefix, "created_at")?,
                conversation: row.try_get(prefix, "conversation_id")?,
                seq: row.try_get(prefix, "seq")?,
            },
            kind: Kind::of(row, prefix)?,
            author_username: row.try_get(prefix, "author_username")?,
            author_display_name: row.try_get(prefix, "author_display_name")?,
            author_avatar_id: row.try_get(prefix, "author_avatar_id")?,
            body: row.try_get(prefix, "body")?,
            format: Format::parse(&format).unwrap_or_default(),
            files: File::of_json(files.as_deref()),
            is_deleted: deleted_at.is_some(),
        })
    }
}
