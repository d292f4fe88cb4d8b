//! A part of a list, and where the next one begins.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use super::Entry;

/// A part of somebody's list, newest first.
#[derive(Debug, Clone, Default)]
pub struct ListPart {
    pub entries: Vec<Entry>,
    /// Where the next part begins, if there is one.
    pub end: Option<ListCursor>,
    /// The unread messages of what comes next, as far as that is looked at.
    pub unread_beyond: i64,
    /// How many conversations are archived.
    pub archived: i64,
}

impl ListPart {
    /// Of these entries the first `most`.
    pub(super) fn new(mut entries: Vec<Entry>, most: usize) -> Self {
        let archived = entries.first().map_or(0, |entry| entry.archived);
        let further = entries.split_off(most.min(entries.len()));
        let end = entries.last().filter(|_| !further.is_empty()).map(Entry::cursor);
        Self { entries, end, unread_beyond: 0, archived }
    }

    /// Only its first `most` entries; what is unread in the others lies beyond.
    pub fn up_to(mut self, most: usize) -> Self {
        let further = self.entries.split_off(most.min(self.entries.len()));
        if !further.is_empty() {
            self.unread_beyond += further.iter().map(|entry| entry.unread).sum::<i64>();
            self.end = self.entries.last().map(Entry::cursor);
        }
        self
    }

    /// The same beside a conversation that stands further down.
    pub fn with_apart(&self, apart: Option<Entry>) -> Self {
        let mut part = self.clone();
        if let Some(entry) = apart {
            part.unread_beyond = (part.unread_beyond - entry.unread).max(0);
            part.entries.push(Entry { is_apart: true, ..entry });
        }
        part
    }
}

/// A place in the list: what comes after it is older, or not pinned. Written as
/// `{place}.{id}`, see [`Entry::place`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListCursor {
    pub place: i64,
    pub id: Uuid,
}

impl ListCursor {
    /// Before the first entry.
    pub const START: Self = Self { place: i64::MAX, id: Uuid::max() };
}

impl fmt::Display for ListCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.place, self.id)
    }
}

impl FromStr for ListCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        Ok(Self { place: at.parse().map_err(|_| ())?, id: id.parse().map_err(|_| ())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_url() {
        let cursor = ListCursor { place: 1_764_000_000_123_456, id: Uuid::now_v7() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for wrong in ["", "1", "x.y", "1.2", "1.00000000-0000-0000-0000-00000000000"] {
            assert_eq!(wrong.parse::<ListCursor>(), Err(()), "{wrong}");
        }
    }
}
