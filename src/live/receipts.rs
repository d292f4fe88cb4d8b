//! How far the others have read, as the streams of a conversation are told it.
//!
//! Ticks are about anybody else having read it. So of all members two matter, and
//! of what a thousand readers do most changes nothing for anybody.

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use super::{
    render::{Form, PerForm},
    subscriber::{Frame, Subscribers},
};
use crate::conversation::{Reading, Shown};

/// What was told last.
#[derive(Debug, Default)]
pub(super) struct Receipts {
    /// What it added up to.
    mark: Option<i64>,
    /// None where each stream is to be told anew.
    shown: Option<Shown>,
}

impl Receipts {
    /// Each stream is told anew next time.
    pub fn forget(&mut self) {
        self.shown = None;
    }

    /// Whether something else was to be told, as `reading_marks` has it.
    pub fn is_behind(&self, mark: i64) -> bool {
        self.mark != Some(mark)
    }

    /// Whether any stream may have to be told that this member has read so far.
    pub fn may_change(&self, user: Uuid, seq: i64) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.may_change(user, seq))
    }

    /// Tells those for whom it is something else than before; how each number is told
    /// is rendered once.
    pub fn tell(
        &mut self,
        reading: &Reading,
        subscribers: &mut Subscribers,
        render: impl Fn(Form, i64) -> Bytes,
    ) {
        let (before, now) = (self.shown.take(), reading.shown());
        let forms: Vec<Form> = subscribers.forms().collect();
        let mut rendered = BTreeMap::new();
        subscribers.send_some(|one| {
            let seq = now.to(one.user_id);
            if before.as_ref().is_some_and(|before| before.to(one.user_id) == seq) {
                return None;
            }
            let per_form = rendered
                .entry(seq)
                .or_insert_with(|| PerForm::new(forms.iter().copied(), |form| render(form, seq)));
            Some(Frame::State(per_form.of(one.form)))
        });
        (self.mark, self.shown) = (Some(reading.mark()), Some(now));
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::live::{queue::queue, subscriber::Frames};

    const MEMBERS: u128 = 500;

    fn members() -> impl Iterator<Item = Uuid> {
        (1..=MEMBERS).map(Uuid::from_u128)
    }

    /// Streams of members who listen, and what has been told to them.
    struct Group {
        receipts: Receipts,
        subscribers: Subscribers,
        frames: Vec<Frames>,
        read: BTreeMap<Uuid, i64>,
        asked: usize,
        rendered: Cell<usize>,
    }

    impl Group {
        fn of_all() -> Self {
            let mut subscribers = Subscribers::default();
            let frames = members().map(|user| {
                let (sender, frames) = queue(16);
                subscribers.push(Box::new(crate::live::subscriber::of(user, sender)));
                frames
            });
            let frames = frames.collect();
            let read = members().map(|user| (user, 0)).collect();
            let (receipts, rendered) = (Receipts::default(), Cell::new(0));
            Self { receipts, subscribers, frames, read, asked: 0, rendered }
        }

        /// As a channel does when it hears of it.
        fn reads(&mut self, user: Uuid, seq: i64) {
            self.read.insert(user, seq);
            if !self.receipts.may_change(user, seq) {
                return;
            }
            self.asked += 1;
            let reading = Reading::of(self.read.clone());
            self.receipts.tell(&reading, &mut self.subscribers, |_, seq| {
                self.rendered.set(self.rendered.get() + 1);
                Bytes::from(seq.to_string())
            });
        }

        /// What was told since the last time, to all streams together.
        fn told(&mut self) -> Vec<Bytes> {
            let next = |frames: &mut Frames| match frames.try_recv()? {
                Frame::State(bytes) => Some(bytes),
                _ => None,
            };
            let of = |frames: &mut Frames| std::iter::from_fn(|| next(frames)).collect::<Vec<_>>();
            self.frames.iter_mut().flat_map(of).collect()
        }
    }

    #[test]
    fn a_message_that_all_members_read_is_told_to_each_once() {
        let mut group = Group::of_all();
        group.reads(Uuid::from_u128(1), 1);
        assert_eq!(group.told().len(), MEMBERS as usize, "nothing was told before");
        for seq in 2..=3 {
            (group.asked, group.rendered) = (0, Cell::new(0));
            members().for_each(|user| group.reads(user, seq));
            let told = group.told();
            assert_eq!(
                told.len(),
                MEMBERS as usize,
                "those who did not read it first, and who did"
            );
            assert!(told.iter().all(|bytes| *bytes == seq.to_string()), "{told:?}");
            assert!(group.asked <= 2 && group.rendered.get() <= 3, "{}", group.asked);
        }
    }

    #[test]
    fn what_is_the_same_as_before_is_not_told() {
        let mut group = Group::of_all();
        members().for_each(|user| group.reads(user, 5));
        group.told();
        let mark = Reading::of(group.read.clone()).mark();
        assert!(!group.receipts.is_behind(mark) && group.receipts.is_behind(mark + 1));
        group.reads(Uuid::from_u128(9), 5);
        group.reads(Uuid::from_u128(1), 4);
        assert!(group.told().is_empty());
        group.receipts.forget();
        group.reads(Uuid::from_u128(9), 5);
        assert_eq!(group.told().len(), MEMBERS as usize, "a page may have missed it");
    }
}
