//! One line of somebody's list.

use std::{fmt, str::FromStr};

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::presence::{Leases, Presence};

/// A conversation in the list of one member, with its last message and the
/// number of unread ones (at most 200 are looked at, shown up to 99+).
#[derive(Debug, Clone, FromQueryResult)]
pub struct Entry {
    pub id: Uuid,
    /// Microseconds by the database's clock, and never in its future.
    pub last_message_at: i64,
    pub unread: i64,
    /// None in notes to oneself, as the rest of the peer.
    pub peer_id: Option<Uuid>,
    pub peer_username: Option<String>,
    pub peer_display_name: Option<String>,
    pub peer_shows_presence: Option<bool>,
    pub last_author_id: Option<Uuid>,
    pub last_body: Option<String>,
    pub last_deleted_at: Option<i64>,
    pub last_seq: i64,
    /// How far the peer has read; 0 when one of both does not share it.
    pub others_read: i64,
    /// No column: it is looked up for all entries of a list together.
    #[sea_orm(skip)]
    pub presence: Presence,
    /// No column: it is the open conversation, further down than the part of
    /// the list that it stands below.
    #[sea_orm(skip)]
    pub is_apart: bool,
}

impl Entry {
    /// Puts the presence of the peers into their entries.
    pub async fn look_up(entries: &mut [Self], presence: &Leases) {
        let peers: Vec<Uuid> = entries.iter().filter_map(|entry| entry.peer_id).collect();
        presence.of(peers).await.mark(entries);
    }

    pub fn cursor(&self) -> ListCursor {
        ListCursor { last_message_at: self.last_message_at, id: self.id }
    }
}

/// A part of somebody's list, newest first.
#[derive(Debug)]
pub struct ListPart {
    pub entries: Vec<Entry>,
    /// Where the next part begins, if there is one.
    pub end: Option<ListCursor>,
    /// The unread messages of all that is not in this part.
    pub unread_beyond: i64,
}

impl ListPart {
    /// Of these entries the first `most`, and the `open` one where it is not
    /// among them.
    pub(super) fn new(mut entries: Vec<Entry>, most: usize, open: Option<Uuid>) -> Self {
        let further = entries.split_off(most.min(entries.len()));
        let end = entries.last().filter(|_| !further.is_empty()).map(Entry::cursor);
        let apart = further.into_iter().find(|entry| Some(entry.id) == open);
        entries.extend(apart.map(|entry| Entry { is_apart: true, ..entry }));
        Self { entries, end, unread_beyond: 0 }
    }

    pub(super) fn unread_apart(&self) -> i64 {
        self.entries.last().filter(|entry| entry.is_apart).map_or(0, |entry| entry.unread)
    }
}

/// A place in the list: what comes after it is older. Written as
/// `{microseconds}.{id}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListCursor {
    pub last_message_at: i64,
    pub id: Uuid,
}

impl ListCursor {
    /// Before the first entry.
    pub const START: Self = Self { last_message_at: i64::MAX, id: Uuid::max() };
}

impl fmt::Display for ListCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.last_message_at, self.id)
    }
}

impl FromStr for ListCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        Ok(Self { last_message_at: at.parse().map_err(|_| ())?, id: id.parse().map_err(|_| ())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_url() {
        let cursor = ListCursor { last_message_at: 1_764_000_000_123_456, id: Uuid::now_v7() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for wrong in ["", "1", "x.y", "1.2", "1.00000000-0000-0000-0000-00000000000"] {
            assert_eq!(wrong.parse::<ListCursor>(), Err(()), "{wrong}");
        }
    }
}
