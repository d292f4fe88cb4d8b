//! One stream as its channels see it.

use std::collections::BTreeSet;

use bytes::Bytes;
use metrics::counter;
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    queue::{Receiver, Refused, Sender},
    render::{Form, PerForm},
    standing::Standing,
};
use crate::{announcement::Topic, message::Sight, metrics as names};

/// Frames that wait for a slow reader. When they overflow, the stream ends and
/// the browser resumes by its cursor.
pub const QUEUE: usize = 256;

/// Streams that are woken at once. Those have written before the next ones are
/// woken, and what has come for those meanwhile leaves in the same write.
const AT_ONCE: usize = 32;

/// What a channel hands to a stream; the bytes are shared by all streams.
#[derive(Debug, Clone)]
pub enum Frame {
    /// A message as of this version of the conversation, with its id.
    Change { version: i64, bytes: Bytes },
    /// State without id.
    State(Bytes),
    /// The last frame of a stream that has not sent this version yet: its reader was
    /// removed then. One that has belongs to somebody who was added again.
    LastAt { version: i64, bytes: Bytes },
    /// The last frame of the stream.
    Last(Bytes),
}

/// Where a stream takes its frames from.
pub type Frames = Receiver<Frame>;

/// Where frames for one stream go. Both channels of a stream hold a clone.
#[derive(Debug, Clone)]
pub struct Subscriber {
    pub form: Form,
    pub user_id: Uuid,
    /// Public name of the session, or the id of the token, that opened the stream.
    pub session: Uuid,
    /// The other one of the conversation that the page shows.
    pub peer: Option<Uuid>,
    /// What the reader sees of the conversation that the page shows.
    pub sight: Sight,
    pub frames: Sender<Frame>,
    pub ending: Ending,
}

/// How a channel ends a stream, even one that takes nothing.
#[derive(Debug, Clone, Default)]
pub struct Ending {
    /// Cancelled when frames had to be dropped.
    pub overflowed: CancellationToken,
    /// Cancelled when the last frame was handed over.
    pub last_word: CancellationToken,
}

impl Subscriber {
    /// Whether nothing can be handed to it any more.
    fn has_ended(&self) -> bool {
        self.frames.is_closed() || self.ending.overflowed.is_cancelled()
    }

    /// What the stream stands on while it listens to this topic.
    pub(super) fn standing(&self, topic: Topic) -> Standing {
        match topic {
            Topic::User(_) | Topic::Groups => {
                Standing::Session { user_id: self.user_id, session: self.session }
            }
            Topic::Conversation(conversation_id) => {
                Standing::Member { conversation_id, user_id: self.user_id }
            }
        }
    }
}

/// The streams that listen to one channel, the oldest first.
#[derive(Debug, Default)]
#[expect(clippy::vec_box, reason = "a vector keeps room for four, and nearly all have one")]
pub(super) struct Subscribers(Vec<Box<Subscriber>>);

impl Subscribers {
    pub fn push(&mut self, subscriber: Box<Subscriber>) {
        self.0.push(subscriber);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// This user has hidden a message from themselves.
    pub fn hide(&mut self, user: Uuid, seq: i64) {
        for subscriber in self.0.iter_mut().filter(|one| one.user_id == user) {
            subscriber.sight.hide(seq);
        }
    }

    /// Whether one of their readers does not see this message.
    pub fn some_hide(&self, seq: i64) -> bool {
        self.0.iter().any(|one| one.sight.hides(seq))
    }

    /// Forgets the streams that have ended.
    pub fn tidy(&mut self) {
        self.0.retain(|subscriber| !subscriber.frames.is_closed());
    }

    /// The forms in which any of them is told what happens.
    pub fn forms(&self) -> impl Iterator<Item = Form> {
        let is_wanted = |form: &Form| self.0.iter().any(|one| one.form == *form);
        Form::ALL.into_iter().filter(is_wanted)
    }

    /// Those whose presence stands in the header of an open page.
    pub fn peers(&self) -> Vec<Uuid> {
        let peers: BTreeSet<Uuid> = self.0.iter().filter_map(|one| one.peer).collect();
        peers.into_iter().collect()
    }

    /// Whose streams these are.
    pub fn users(&self) -> Vec<Uuid> {
        let users: BTreeSet<Uuid> = self.0.iter().map(|one| one.user_id).collect();
        users.into_iter().collect()
    }

    /// Hands each stream this state in its form, if there is one.
    pub fn send_state(&mut self, rendered: &PerForm) {
        self.send_some(|subscriber| rendered.find(subscriber.form).map(Frame::State));
    }

    /// Hands each stream its frame. A stream that has no room is ended, one that
    /// is gone is forgotten.
    pub fn send(&mut self, mut frame: impl FnMut(&Subscriber) -> Frame) {
        self.0.retain(|subscriber| deliver(subscriber, frame(subscriber)));
    }

    /// The same for those for whom there is one.
    pub fn send_some(&mut self, mut frame: impl FnMut(&Subscriber) -> Option<Frame>) {
        self.0.retain(|one| frame(one).is_none_or(|frame| deliver(one, frame)));
    }

    /// Hands each stream so many frames, of which `frame` makes each. Of very many
    /// streams those that have theirs write while the others still get them.
    pub async fn send_in_turns(
        &mut self,
        many: usize,
        frame: impl Fn(usize, &Subscriber) -> Frame,
    ) {
        for (place, subscriber) in self.0.iter().enumerate() {
            if place > 0 && place % AT_ONCE == 0 {
                yield_now().await;
            }
            if (0..many).all(|number| leave(subscriber, frame(number, subscriber))) {
                subscriber.frames.wake();
            }
        }
        self.0.retain(|subscriber| !subscriber.has_ended());
    }

    /// Hands each stream this state in its form. One that is about to be woken for
    /// a change takes it along.
    pub async fn send_state_in_turns(&mut self, rendered: &PerForm) {
        self.0.retain(|subscriber| leave(subscriber, Frame::State(rendered.of(subscriber.form))));
        for (place, subscriber) in self.0.iter().enumerate() {
            if place > 0 && place % AT_ONCE == 0 {
                yield_now().await;
            }
            subscriber.frames.wake();
        }
    }

    /// The same for the streams that match.
    pub fn send_where(
        &mut self,
        matches: impl Fn(&Subscriber) -> bool,
        mut frame: impl FnMut(Form) -> Frame,
    ) {
        self.0.retain(|subscriber| {
            !matches(subscriber) || deliver(subscriber, frame(subscriber.form))
        });
    }

    /// Ends the streams that match with their last frame.
    pub fn end(&mut self, matches: impl Fn(&Subscriber) -> bool, last: impl Fn(Form) -> Bytes) {
        self.0.retain(|subscriber| {
            let ends = matches(subscriber);
            if ends {
                end(subscriber, last(subscriber.form));
            }
            !ends
        });
    }

    /// Ends the streams that match without a last word: they come back by
    /// their cursor.
    pub fn begin_anew(&mut self, matches: impl Fn(&Subscriber) -> bool) {
        self.0.retain(|subscriber| {
            let ends = matches(subscriber);
            if ends {
                subscriber.ending.overflowed.cancel();
            }
            !ends
        });
    }

    /// Ends the oldest streams beyond `most`: of the face that the newest one is
    /// of, so that no program turns its owner's pages out.
    pub fn end_oldest_beyond(&mut self, most: usize, last: impl Fn(Form) -> Bytes) {
        let mut surplus = self.0.len().saturating_sub(most);
        let Some(face) = self.0.last().map(|newest| newest.form.face) else { return };
        self.0.retain(|subscriber| {
            let ends = surplus > 0 && subscriber.form.face == face;
            if ends {
                surplus -= 1;
                end(subscriber, last(subscriber.form));
            }
            !ends
        });
    }
}

fn end(subscriber: &Subscriber, last: Bytes) {
    deliver(subscriber, Frame::Last(last));
    subscriber.ending.last_word.cancel();
}

fn deliver(subscriber: &Subscriber, frame: Frame) -> bool {
    let has_room = leave(subscriber, frame);
    subscriber.frames.wake();
    has_room
}

/// Nothing may follow what had no room.
fn leave(subscriber: &Subscriber, frame: Frame) -> bool {
    if subscriber.ending.overflowed.is_cancelled() {
        return false;
    }
    match subscriber.frames.leave(frame) {
        Ok(()) => true,
        Err(Refused::Full) => {
            counter!(names::OVERFLOWS).increment(1);
            subscriber.ending.overflowed.cancel();
            false
        }
        Err(Refused::Closed) => false,
    }
}

/// One of this user, of whom nothing else is known.
#[cfg(test)]
pub(super) fn of(user_id: Uuid, frames: Sender<Frame>) -> Subscriber {
    Subscriber {
        form: Form::ALL[0],
        user_id,
        session: Uuid::nil(),
        peer: None,
        sight: Sight::default(),
        frames,
        ending: Ending::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::queue::queue;

    fn streams(many: usize, room: usize) -> (Subscribers, Vec<Frames>) {
        let mut subscribers = Subscribers::default();
        let frames = (0..many).map(|_| {
            let (sender, frames) = queue(room);
            subscribers.push(Box::new(of(Uuid::nil(), sender)));
            frames
        });
        let frames = frames.collect();
        (subscribers, frames)
    }

    fn versions(frames: &mut Frames) -> Vec<i64> {
        let next = || match frames.try_recv()? {
            Frame::Change { version, .. } => Some(version),
            Frame::State(_) | Frame::LastAt { .. } | Frame::Last(_) => Some(0),
        };
        std::iter::from_fn(next).collect()
    }

    fn change(number: usize, _: &Subscriber) -> Frame {
        Frame::Change { version: number as i64 + 1, bytes: Bytes::new() }
    }

    #[tokio::test]
    async fn many_streams_get_all_changes_in_order() {
        let (mut subscribers, mut frames) = streams(3 * AT_ONCE + 1, 3);
        subscribers.send_in_turns(2, change).await;
        let state = PerForm::new(subscribers.forms(), |_| Bytes::new());
        subscribers.send_state_in_turns(&state).await;
        assert_eq!(subscribers.len(), frames.len());
        assert!(frames.iter_mut().all(|frames| versions(frames) == [1, 2, 0]));
    }

    #[tokio::test]
    async fn nothing_follows_what_had_no_room() {
        let (mut subscribers, mut frames) = streams(2, 2);
        let full = subscribers.0[1].clone();
        assert!(full.frames.leave(Frame::State(Bytes::new())).is_ok());
        subscribers.send_in_turns(2, change).await;
        assert!(full.ending.overflowed.is_cancelled());
        assert_eq!(frames.iter_mut().map(versions).collect::<Vec<_>>(), [vec![1, 2], vec![0, 1]]);
        assert_eq!(subscribers.len(), 1);
        assert!(!leave(&full, change(2, &full)), "its other channel does not know of it");
    }
}
