//! One line of somebody's list.

use sea_orm::{DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::ListCursor;
use crate::{
    conversation::{Kind, Peer},
    file::File,
    message::{By, Format, Line, names_in},
    presence::{Leases, Presence},
};

/// A conversation in the list of one member, with its last message and the
/// number of unread ones (at most 200 are looked at, shown up to 99+).
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: Uuid,
    /// In whose list it stands.
    pub reader: Uuid,
    pub kind: Kind,
    pub version: i64,
    /// Grows with all that the reader reads and changes for themselves, at the same
    /// version.
    pub changes: i64,
    /// How far the reader has read and not marked unread again.
    pub last_read_seq: i64,
    /// Microseconds by the database's clock, and never in its future.
    pub last_message_at: i64,
    /// What orders the list, the highest first: the time, of a pinned one much
    /// later.
    pub place: i64,
    pub is_pinned: bool,
    /// The reader is told of nothing in it, for now.
    pub is_muted: bool,
    pub is_archived: bool,
    /// How many conversations the reader has archived.
    pub archived: i64,
    pub unread: i64,
    /// Something unread mentions the reader.
    pub is_mentioned: bool,
    pub last: Option<LastMessage>,
    /// The beginning of what the reader has not sent yet.
    pub draft: Option<String>,
    /// Not looked up by the query, but for all entries of a list together.
    pub presence: Presence,
    /// It is the open conversation, further down than the part of the list
    /// that it stands below.
    pub is_apart: bool,
}

/// What was said last in a conversation.
#[derive(Debug, Clone)]
pub struct LastMessage {
    pub author_id: Uuid,
    pub author_display_name: String,
    pub body: String,
    pub format: Format,
    /// The first of those whom a line names.
    pub named: Vec<By>,
    pub is_deleted: bool,
    pub files: Vec<File>,
    /// The reader has said it, and somebody who shares it has read it.
    pub is_read: bool,
}

impl Entry {
    /// Puts the presence of the peers into their entries.
    pub async fn look_up(entries: &mut [Self], presence: &Leases) {
        let peers: Vec<Uuid> = peers(entries).collect();
        presence.of(peers).await.mark(entries);
    }

    pub fn peer(&self) -> Option<&Peer> {
        self.kind.peer()
    }

    pub fn cursor(&self) -> ListCursor {
        ListCursor { place: self.place, id: self.id }
    }
}

/// Whose presence stands in these entries.
pub fn peers(entries: &[Entry]) -> impl Iterator<Item = Uuid> {
    entries.iter().filter_map(|entry| entry.peer()).map(|peer| peer.id)
}

impl FromQueryResult for Entry {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get(prefix, "id")?,
            reader: row.try_get(prefix, "reader_id")?,
            kind: Kind::of(row, prefix)?,
            version: row.try_get(prefix, "version")?,
            changes: row.try_get(prefix, "changes")?,
            last_read_seq: row.try_get(prefix, "last_read_seq")?,
            last_message_at: row.try_get(prefix, "last_message_at")?,
            place: row.try_get(prefix, "place")?,
            is_pinned: row.try_get(prefix, "is_pinned")?,
            is_muted: row.try_get(prefix, "is_muted")?,
            is_archived: row.try_get(prefix, "is_archived")?,
            archived: row.try_get(prefix, "archived")?,
            unread: row.try_get(prefix, "unread")?,
            is_mentioned: row.try_get(prefix, "is_mentioned")?,
            draft: row.try_get(prefix, "draft")?,
            last: LastMessage::of(row, prefix)?,
            presence: Presence::default(),
            is_apart: false,
        })
    }
}

impl LastMessage {
    /// What happened to the group, where it says that.
    pub fn line(&self) -> Option<Line> {
        if self.format == Format::Event { Line::parse(&self.body) } else { None }
    }

    pub(super) fn of(row: &QueryResult, prefix: &str) -> Result<Option<Self>, DbErr> {
        let Some(author_id) = row.try_get(prefix, "last_author_id")? else { return Ok(None) };
        let deleted_at: Option<i64> = row.try_get(prefix, "last_deleted_at")?;
        let named: Option<String> = row.try_get(prefix, "last_named")?;
        let files: Option<String> = row.try_get(prefix, "last_files")?;
        Ok(Some(Self {
            author_id,
            author_display_name: row.try_get(prefix, "last_author_name")?,
            body: row.try_get(prefix, "last_body")?,
            format: Format::parse(&row.try_get::<String>(prefix, "last_format")?)
                .unwrap_or_default(),
            named: names_in(named.as_deref())?,
            is_deleted: deleted_at.is_some(),
            files: File::of_json(files.as_deref()),
            is_read: row.try_get(prefix, "is_read")?,
        }))
    }
}
