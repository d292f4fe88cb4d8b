//! How far the members of a conversation have read, as each is told.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::message::Sight;

/// How far the member `m` has read, as they are shown it themselves: what they
/// have marked unread is unread again. Others go by `last_read_seq`.
pub(super) const READ_UP_TO: &str = "CASE WHEN m.unread_from <= m.last_read_seq
    THEN m.unread_from - 1 ELSE m.last_read_seq END";

/// How far a member has read, and what they see.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Pointer {
    pub user_id: Uuid,
    pub last_read_seq: i64,
    pub first_seq: i64,
    /// How many messages they have hidden.
    pub hidden: i32,
    pub shares_reading: bool,
    /// The same of all members together.
    pub hidden_by_all: i64,
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

    /// Whether this reader sees no less than that; not when they have cleared
    /// further since, or hidden more.
    pub fn still_sees(&self, reader: Uuid, sight: &Sight) -> bool {
        let mut own = self.0.iter().filter(|one| one.user_id == reader);
        own.all(|one| sight.is_as_of(one.first_seq, one.hidden.into()))
    }

    /// What it adds up to, as `reading_marks` has it.
    pub fn mark(&self) -> i64 {
        let mut shared: Vec<i64> = self.shared().map(|one| one.last_read_seq + 1).collect();
        shared.sort_unstable();
        let hidden = self.0.first().map_or(0, |one| one.hidden_by_all);
        shared.iter().rev().take(2).sum::<i64>() + hidden
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
            hidden: 1,
            shares_reading,
            hidden_by_all: 4,
        };
        let reading = Reading(vec![
            pointer(anna, 9, true),
            pointer(boris, 7, true),
            pointer(clara, 8, false),
            pointer(dora, 2, true),
        ]);
        let shown = [anna, boris, clara, dora].map(|reader| reading.shown_to(reader));
        assert_eq!(shown, [7, 9, 0, 9]);
        assert_eq!(reading.mark(), 22);
        assert_eq!(Reading(vec![pointer(anna, 9, true)]).shown_to(anna), 0);
        let sees = |count| reading.still_sees(anna, &Sight::new(1, count, []));
        assert_eq!([0, 1, 2].map(sees), [false, true, true]);
    }
}
