//! How far the members of a conversation have read, as each is told.

use std::{cmp::Reverse, collections::BTreeSet};

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

/// How far others have read, as each reader is told.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The highest pointers of those who share them, two at most: whoever reads, one
    /// of them is the highest of the others.
    highest: Vec<(Uuid, i64)>,
    /// The readers who do not share theirs, and are told nothing.
    apart: BTreeSet<Uuid>,
}

impl Shown {
    /// 0 when nobody shares it with this reader.
    pub fn to(&self, reader: Uuid) -> i64 {
        let mut others = self.highest.iter().filter(|(user, _)| *user != reader);
        let read = others.next().map_or(0, |(_, seq)| *seq);
        if self.apart.contains(&reader) { 0 } else { read }
    }

    /// Whether anybody may be told something else once this member has read so far.
    pub fn may_change(&self, user: Uuid, seq: i64) -> bool {
        let own = self.highest.iter().find(|(one, _)| *one == user);
        let counts = own.or_else(|| self.highest.get(1));
        counts.is_none_or(|(_, read)| *read < seq)
    }
}

impl Reading {
    pub fn shown(&self) -> Shown {
        let mut highest: Vec<(Uuid, i64)> =
            self.shared().map(|one| (one.user_id, one.last_read_seq)).collect();
        highest.sort_unstable_by_key(|(_, seq)| Reverse(*seq));
        highest.truncate(2);
        let apart = self.0.iter().filter(|one| !one.shares_reading);
        Shown { highest, apart: apart.map(|one| one.user_id).collect() }
    }

    /// Of these who share how far they have read.
    #[cfg(test)]
    pub fn of(shared: impl IntoIterator<Item = (Uuid, i64)>) -> Self {
        let pointer = |(user_id, last_read_seq)| Pointer {
            user_id,
            last_read_seq,
            first_seq: 1,
            hidden: 0,
            shares_reading: true,
            hidden_by_all: 0,
        };
        Self(shared.into_iter().map(pointer).collect())
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
        let shown = reading.shown();
        assert_eq!([anna, boris, clara, dora].map(|reader| shown.to(reader)), [7, 9, 0, 9]);
        for (user, seq) in [(anna, 9), (boris, 7), (dora, 7), (clara, 7)] {
            assert!(!shown.may_change(user, seq) && shown.may_change(user, seq + 1));
        }
        assert_eq!(reading.mark(), 22);
        let alone = Reading(vec![pointer(anna, 9, true)]).shown();
        assert_eq!((alone.to(anna), alone.to(boris)), (0, 9));
        assert!(alone.may_change(boris, 1) && !alone.may_change(anna, 9));
        let sees = |count| reading.still_sees(anna, &Sight::new(1, count, []));
        assert_eq!([0, 1, 2].map(sees), [false, true, true]);
    }
}
