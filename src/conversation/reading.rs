//! How far the members of a conversation have read, as each is told.

use sea_orm::FromQueryResult;
use uuid::Uuid;

/// How far the member `m` has read, as they are shown it themselves: what they
/// have marked unread is unread again. Others go by `last_read_seq`.
pub(super) const READ_UP_TO: &str = "CASE WHEN m.unread_from <= m.last_read_seq
    THEN m.unread_from - 1 ELSE m.last_read_seq END";

/// How far a member has read.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Pointer {
    pub user_id: Uuid,
    pub last_read_seq: i64,
    pub first_seq: i64,
    pub shares_reading: bool,
}

/// The two highest pointers of those who share them, and those of some readers.
#[derive(Debug)]
pub struct Reading(pub(super) Vec<Pointer>);

impl Reading {
    /// How far anybody else has read, as this reader is told: 0 when nobody
    /// shares it with them.
    pub fn shown_to(&self, reader: Uuid) -> i64 {
        let shares = self.0.iter().any(|one| one.user_id == reader && one.shares_reading);
        let others = self.shared().filter(|one| shares && one.user_id != reader);
        others.map(|one| one.last_read_seq).max().unwrap_or(0)
    }

    /// Whether this reader may see messages from here on; not when they have
    /// cleared further since.
    pub fn may_see_from(&self, reader: Uuid, first_seq: i64) -> bool {
        !self.0.iter().any(|one| one.user_id == reader && one.first_seq > first_seq)
    }

    /// What the two highest add up to, as `reading_marks` has it.
    pub fn mark(&self) -> i64 {
        let mut shared: Vec<i64> = self.shared().map(|one| one.last_read_seq + 1).collect();
        shared.sort_unstable();
        shared.iter().rev().take(2).sum()
    }

    fn shared(&self) -> impl Iterator<Item = &Pointer> {
        self.0.iter().filter(|one| one.shares_reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_of_the_others_is_shown_to_who_shares() {
        let [anna, boris, clara, dora] = [(); 4].map(|()| Uuid::now_v7());
        let pointer = |user_id, last_read_seq, shares_reading| Pointer {
            user_id,
            last_read_seq,
            first_seq: 1,
            shares_reading,
        };
        let reading = Reading(vec![
            pointer(anna, 9, true),
            pointer(boris, 7, true),
            pointer(clara, 8, false),
            pointer(dora, 2, true),
        ]);
        let shown = [anna, boris, clara, dora].map(|reader| reading.shown_to(reader));
        assert_eq!(shown, [7, 9, 0, 9]);
        assert_eq!(reading.mark(), 18);
        assert_eq!(Reading(vec![pointer(anna, 9, true)]).shown_to(anna), 0);
    }
}
