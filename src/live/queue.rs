//! A queue that takes room only for what waits in it.
//!
//! Each stream has a queue and so has each channel, and nearly all of them are
//! empty nearly always. tokio's would keep room for 32 at once in each.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// Why something was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// As much waits as may.
    Full,
    /// Nobody will ever take it.
    Closed,
}

/// A queue in which `most` may wait.
pub fn queue<T>(most: usize) -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared { most, state: Mutex::new(State::default()) });
    shared.lock().senders = 1;
    (Sender(shared.clone()), Receiver(shared))
}

struct Shared<T> {
    most: usize,
    state: Mutex<State<T>>,
}

struct State<T> {
    waiting: VecDeque<T>,
    /// Of who waits for the next one.
    waker: Option<Waker>,
    senders: usize,
    is_closed: bool,
}

impl<T> Default for State<T> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), waker: None, senders: 0, is_closed: false }
    }
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, item: T, most: usize) -> Result<(), Refused> {
        let mut state = self.lock();
        if state.is_closed {
            return Err(Refused::Closed);
        }
        if state.waiting.len() >= most {
            return Err(Refused::Full);
        }
        state.waiting.push_back(item);
        Ok(())
    }

    /// Wakes who waits, if anything does.
    fn wake(&self) {
        let mut state = self.lock();
        let waker = if state.waiting.is_empty() { None } else { state.waker.take() };
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// Where things go in. When the last one is dropped the queue ends.
pub struct Sender<T>(Arc<Shared<T>>);

impl<T> Sender<T> {
    /// Never waits.
    pub fn try_send(&self, item: T) -> Result<(), Refused> {
        self.leave(item)?;
        self.wake();
        Ok(())
    }

    /// The same without waking who waits: it is found when something else wakes
    /// them, or [`Self::wake`].
    pub fn leave(&self, item: T) -> Result<(), Refused> {
        self.0.add(item, self.0.most)
    }

    /// Wakes who waits, if there is something for them.
    pub fn wake(&self) {
        self.0.wake();
    }

    /// The same for what somebody waits for: it has room always, as each of them
    /// is a request.
    pub fn send_unbounded(&self, item: T) -> Result<(), Refused> {
        self.0.add(item, usize::MAX)?;
        self.wake();
        Ok(())
    }

    pub fn is_closed(&self) -> bool {
        self.0.lock().is_closed
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.lock().senders += 1;
        Self(self.0.clone())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.senders -= 1;
        let waker = if state.senders == 0 { state.waker.take() } else { None };
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sender")
    }
}

/// Where they come out, in the order in which they went in. When it is dropped
/// the queue is closed, and what waits in it is dropped, too.
pub struct Receiver<T>(Arc<Shared<T>>);

impl<T> Receiver<T> {
    /// The next one; none when there will never be any.
    pub async fn recv(&mut self) -> Option<T> {
        poll_fn(|context| self.poll_recv(context)).await
    }

    pub fn poll_recv(&mut self, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = self.0.lock();
        if let Some(item) = state.next() {
            return Poll::Ready(Some(item));
        }
        if state.senders == 0 {
            return Poll::Ready(None);
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }

    /// The next one, if one waits.
    pub fn try_recv(&mut self) -> Option<T> {
        self.0.lock().next()
    }

    pub fn is_empty(&self) -> bool {
        self.0.lock().waiting.is_empty()
    }
}

impl<T> State<T> {
    fn next(&mut self) -> Option<T> {
        let item = self.waiting.pop_front();
        if self.waiting.is_empty() {
            self.waiting = VecDeque::new();
        }
        item
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_closed = true;
        let waiting = mem::take(&mut state.waiting);
        // What is dropped may send to this very queue.
        drop(state);
        drop(waiting);
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Receiver")
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    #[test]
    fn things_come_out_as_they_went_in_and_no_more_than_may_wait() {
        let (sender, mut receiver) = queue(2);
        assert_eq!([1, 2].map(|item| sender.try_send(item)), [Ok(()), Ok(())]);
        assert_eq!(sender.try_send(3), Err(Refused::Full));
        assert_eq!(sender.send_unbounded(4), Ok(()));
        assert_eq!([1, 2, 4].map(Some), [(); 3].map(|()| receiver.try_recv()));
        assert_eq!((receiver.try_recv(), receiver.is_empty()), (None, true));
        assert_eq!(sender.try_send(5), Ok(()));
    }

    #[tokio::test]
    async fn who_waits_is_woken_by_the_next_and_by_the_end() {
        let (sender, mut receiver) = queue(2);
        let other = sender.clone();
        let taker = tokio::spawn(async move { (receiver.recv().await, receiver.recv().await) });
        tokio::task::yield_now().await;
        assert_eq!(sender.try_send(1), Ok(()));
        tokio::task::yield_now().await;
        drop((sender, other));
        assert_eq!(taker.await.ok(), Some((Some(1), None)));
    }

    #[tokio::test]
    async fn what_is_left_waits_until_somebody_is_woken() {
        let (sender, mut receiver) = queue(2);
        let taker = tokio::spawn(async move { receiver.recv().await });
        tokio::task::yield_now().await;
        assert_eq!(sender.leave(1), Ok(()));
        tokio::task::yield_now().await;
        assert!(!taker.is_finished());
        sender.wake();
        assert_eq!(taker.await.ok(), Some(Some(1)));
        assert_eq!(sender.leave(2), Err(Refused::Closed));
    }

    #[test]
    fn what_waits_in_a_closed_queue_is_dropped() {
        let (sender, receiver) = queue(2);
        let (held, dropped) = oneshot::channel::<()>();
        assert_eq!(sender.try_send(Some(held)), Ok(()));
        drop(receiver);
        assert!(dropped.now_or_never().is_some_and(|answer| answer.is_err()));
        assert!(sender.is_closed());
        assert_eq!([sender.try_send(None), sender.send_unbounded(None)], [Err(Refused::Closed); 2]);
    }
}
