//! A message with all that its fragment shows, and what processes tell each
//! other about it.

use std::borrow::Cow;

use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{By, Format, Line, Origin, Reaction, mention, names_in};
use crate::file::File;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub conversation_id: Uuid,
    pub seq: i64,
    pub version: i64,
    pub author_id: Uuid,
    pub author_username: String,
    pub author_display_name: String,
    pub nonce: String,
    pub body: String,
    pub continues: bool,
    /// Microseconds by the database's clock.
    pub created_at: i64,
    pub deleted_at: Option<i64>,
    // What follows is missing in hints of the release before.
    #[serde(default)]
    pub format: Format,
    #[serde(default)]
    pub edited_at: Option<i64>,
    /// The version at which the text became what it is; none for one that was
    /// never changed.
    #[serde(default)]
    pub text_version: Option<i64>,
    /// What it answers.
    #[serde(default)]
    pub quote: Option<Quote>,
    #[serde(default)]
    pub forwarded_from: Option<Origin>,
    #[serde(default)]
    pub is_pinned: bool,
    #[serde(default)]
    pub reactions: Vec<Reaction>,
    /// The first of those whom a line names, as they are called now.
    #[serde(default)]
    pub named: Vec<By>,
    /// By which names it mentions members of its group.
    #[serde(default)]
    pub mentions: Vec<String>,
    /// Several may have said it, so it shows who.
    #[serde(default)]
    pub in_group: bool,
    /// The picture of who wrote it.
    #[serde(default)]
    pub author_avatar_id: Option<Uuid>,
    /// What it carries besides its text, in their order.
    #[serde(default)]
    pub files: Vec<File>,
}

/// What a message answers, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub seq: i64,
    pub version: i64,
    pub author_display_name: String,
    pub body: String,
    pub format: Format,
    pub is_deleted: bool,
    #[serde(default)]
    pub files: Vec<File>,
}

impl Message {
    pub fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    /// What happened to the group, where it says that and nothing else.
    pub fn line(&self) -> Option<Line> {
        if self.is_line() { Line::parse(&self.body) } else { None }
    }

    pub fn is_line(&self) -> bool {
        self.format == Format::Event
    }

    /// For somebody whose history begins there: without what they may not see.
    pub fn seen_from(&self, first_seq: i64) -> Cow<'_, Self> {
        match &self.quote {
            Some(quote) if quote.seq < first_seq => Cow::Owned(self.without_quote()),
            _ => Cow::Borrowed(self),
        }
    }

    /// For somebody who is not shown what it answers.
    pub fn without_quote(&self) -> Self {
        Self { quote: None, ..self.clone() }
    }

    /// This message as others quote it.
    pub fn quoted(&self) -> Quote {
        Quote {
            seq: self.seq,
            version: self.version,
            author_display_name: self.author_display_name.clone(),
            body: self.body.clone(),
            format: self.format,
            is_deleted: self.is_deleted(),
            files: self.files.clone(),
        }
    }
}

impl FromQueryResult for Message {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let format: String = row.try_get(prefix, "format")?;
        let pinned_at: Option<i64> = row.try_get(prefix, "pinned_at")?;
        let reactions: Option<String> = row.try_get(prefix, "reactions")?;
        let named: Option<String> = row.try_get(prefix, "named")?;
        let mentions: Option<String> = row.try_get(prefix, "mentions")?;
        let mentioned: Option<String> = row.try_get(prefix, "mentioned")?;
        let files: Option<String> = row.try_get(prefix, "files")?;
        Ok(Self {
            conversation_id: row.try_get(prefix, "conversation_id")?,
            seq: row.try_get(prefix, "seq")?,
            version: row.try_get(prefix, "version")?,
            author_id: row.try_get(prefix, "author_id")?,
            author_username: row.try_get(prefix, "author_username")?,
            author_display_name: row.try_get(prefix, "author_display_name")?,
            author_avatar_id: row.try_get(prefix, "author_avatar_id")?,
            nonce: row.try_get(prefix, "nonce")?,
            body: row.try_get(prefix, "body")?,
            continues: row.try_get(prefix, "continues")?,
            created_at: row.try_get(prefix, "created_at")?,
            deleted_at: row.try_get(prefix, "deleted_at")?,
            format: Format::parse(&format).unwrap_or_default(),
            edited_at: row.try_get(prefix, "edited_at")?,
            text_version: row.try_get(prefix, "text_version")?,
            quote: Quote::of(row, prefix)?,
            forwarded_from: Origin::of(row, prefix)?,
            is_pinned: pinned_at.is_some(),
            reactions: reactions.map_or_else(|| Ok(Vec::new()), |json| Reaction::list(&json))?,
            named: names_in(named.as_deref())?,
            mentions: mention::names_of(mentions.as_deref(), mentioned.as_deref())?,
            in_group: row.try_get(prefix, "in_group")?,
            files: File::of_json(files.as_deref()),
        })
    }
}

impl Origin {
    fn of(row: &QueryResult, prefix: &str) -> Result<Option<Self>, DbErr> {
        let Some(id) = row.try_get(prefix, "origin_id")? else { return Ok(None) };
        Ok(Some(Self { id, display_name: row.try_get(prefix, "origin_display_name")? }))
    }
}

impl Quote {
    /// From a row with the columns `quoted_…`.
    pub(super) fn of(row: &QueryResult, prefix: &str) -> Result<Option<Self>, DbErr> {
        let Some(seq) = row.try_get(prefix, "quoted_seq")? else { return Ok(None) };
        let format: String = row.try_get(prefix, "quoted_format")?;
        let deleted_at: Option<i64> = row.try_get(prefix, "quoted_deleted_at")?;
        let files: Option<String> = row.try_get(prefix, "quoted_files")?;
        Ok(Some(Self {
            seq,
            version: row.try_get(prefix, "quoted_version")?,
            author_display_name: row.try_get(prefix, "quoted_display_name")?,
            body: row.try_get(prefix, "quoted_body")?,
            format: Format::parse(&format).unwrap_or_default(),
            is_deleted: deleted_at.is_some(),
            files: File::of_json(files.as_deref()),
        }))
    }
}
