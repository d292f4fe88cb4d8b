//! Which part of a history is shown.
//!
//! `seq` is dense (deleted messages keep theirs), so a page of history is a
//! range of numbers and costs one range scan wherever it lies.

use std::ops::RangeInclusive;

use serde::Deserialize;

use super::Unread;

/// Messages a page.
pub const PAGE: i64 = 50;

/// Where a visitor wants to look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Places")]
pub enum Cursor {
    #[default]
    Latest,
    Before(i64),
    After(i64),
    Around(i64),
}

/// What an address says; at most one of the three, each a whole number.
#[derive(Deserialize)]
struct Places {
    before: Option<i64>,
    after: Option<i64>,
    around: Option<i64>,
}

impl TryFrom<Places> for Cursor {
    type Error = &'static str;

    fn try_from(places: Places) -> Result<Self, Self::Error> {
        let (seq, cursor) = match (places.before, places.after, places.around) {
            (None, None, None) => (0, Self::Latest),
            (Some(seq), None, None) => (seq, Self::Before(seq)),
            (None, Some(seq), None) => (seq, Self::After(seq)),
            (None, None, Some(seq)) => (seq, Self::Around(seq)),
            _ => return Err("more than one place"),
        };
        if seq < 0 { Err("before the first message") } else { Ok(cursor) }
    }
}

impl Cursor {
    /// At most one of the three, and none before the first message.
    pub fn of(before: Option<i64>, after: Option<i64>, around: Option<i64>) -> Option<Self> {
        Self::try_from(Places { before, after, around }).ok()
    }

    /// Who names no place begins at the first unread message.
    pub fn or_at(self, unread: Option<Unread>) -> Self {
        match (self, unread) {
            (Self::Latest, Some(unread)) => Self::Around(unread.first),
            _ => self,
        }
    }
}

/// An unbroken range of `seq`, both ends included; empty when `first > last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    pub first: i64,
    pub last: i64,
    begin: i64,
    end: i64,
}

impl Window {
    /// The at most 50 messages nearest the cursor in this history, which is
    /// empty when it begins after its end.
    pub fn at(cursor: Cursor, history: RangeInclusive<i64>) -> Self {
        let (begin, last_seq) = history.into_inner();
        let (first, last) = match cursor {
            Cursor::Latest => (last_seq - PAGE + 1, last_seq),
            Cursor::Before(seq) => {
                let last = seq.saturating_sub(1).min(last_seq);
                (last - PAGE + 1, last)
            }
            Cursor::After(seq) => {
                let seq = seq.max(begin - 1);
                (seq.saturating_add(1), seq.saturating_add(PAGE).min(last_seq))
            }
            Cursor::Around(seq) => {
                let first = seq.min(last_seq).saturating_sub(PAGE / 2 - 1);
                let first = first.min(last_seq - PAGE + 1).max(begin);
                (first, (first + PAGE - 1).min(last_seq))
            }
        };
        Self { first: first.max(begin), last, begin, end: last_seq }
    }

    /// Whether this message is shown.
    pub fn contains(&self, seq: i64) -> bool {
        (self.first..=self.last).contains(&seq)
    }

    pub fn has_older(&self) -> bool {
        self.begin <= self.end && self.first > self.begin
    }

    pub fn has_newer(&self) -> bool {
        self.last < self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(cursor: Cursor, last_seq: i64) -> (i64, i64) {
        let window = Window::at(cursor, 1..=last_seq);
        (window.first, window.last)
    }

    #[test]
    fn the_latest_page_ends_at_the_end() {
        assert_eq!(range(Cursor::Latest, 120), (71, 120));
        assert_eq!(range(Cursor::Latest, 7), (1, 7));
        assert_eq!(range(Cursor::Latest, 0), (1, 0));
    }

    #[test]
    fn pages_before_and_after_touch_the_cursor() {
        assert_eq!(range(Cursor::Before(71), 120), (21, 70));
        assert_eq!(range(Cursor::Before(21), 120), (1, 20));
        assert_eq!(range(Cursor::Before(1), 120), (1, 0));
        assert_eq!(range(Cursor::Before(i64::MAX), 120), (71, 120));
        assert_eq!(range(Cursor::After(0), 120), (1, 50));
        assert_eq!(range(Cursor::After(100), 120), (101, 120));
        let beyond = Window::at(Cursor::After(i64::MAX), 1..=120);
        assert!(beyond.first > beyond.last);
    }

    #[test]
    fn a_page_around_a_message_includes_it_and_is_full_when_it_can_be() {
        for seq in 1..=120 {
            let (first, last) = range(Cursor::Around(seq), 120);
            assert!(first <= seq && seq <= last && last - first == 49, "{seq}: {first}..{last}");
        }
        assert_eq!(range(Cursor::Around(3), 7), (1, 7));
        assert_eq!(range(Cursor::Around(0), 7), (1, 7));
        assert_eq!(range(Cursor::Around(i64::MAX), 120), (71, 120));
    }

    #[test]
    fn a_window_knows_what_lies_beyond() {
        let middle = Window::at(Cursor::Around(60), 1..=120);
        assert!(middle.has_older() && middle.has_newer());
        let all = Window::at(Cursor::Latest, 1..=50);
        assert!(!all.has_older() && !all.has_newer());
    }

    #[test]
    fn nothing_is_shown_below_the_beginning() {
        let places = [1, 100, 101, 120, i64::MAX];
        let cursors = places.into_iter().flat_map(|seq| {
            [Cursor::Latest, Cursor::Before(seq), Cursor::After(seq), Cursor::Around(seq)]
        });
        for cursor in cursors {
            let window = Window::at(cursor, 101..=120);
            assert!(window.first >= 101 && window.last <= 120, "{cursor:?}: {window:?}");
            assert!(!window.has_older() || window.first > 101, "{cursor:?}");
            let (begin, end) = (121, 120);
            let empty = Window::at(cursor, begin..=end);
            assert!(empty.first > empty.last && !empty.has_older(), "{cursor:?}: {empty:?}");
        }
        let around = Window::at(Cursor::Around(5), 101..=120);
        assert_eq!((around.first, around.last), (101, 120));
        let after = Window::at(Cursor::After(3), 101..=180);
        assert_eq!((after.first, after.last, after.has_newer()), (101, 150, true));
    }
}
