//! The way of what was committed to whoever listens, here and elsewhere.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use tokio::time::sleep;

use super::{
    Announcement, Hint, Subject, Topic,
    throttle::{PAUSE, Throttle},
};
use crate::backplane::Backplane;

/// Who is told at once in this process.
pub trait Listen: fmt::Debug + Send + Sync {
    /// Never waits and never fails.
    fn hear(&self, topic: Topic, hint: Hint);
}

/// Tells this process at once, and the others over the backplane. A command,
/// which nobody listens to, only does the latter.
#[derive(Debug, Clone)]
pub struct Announcer {
    backplane: Backplane,
    here: Arc<OnceLock<Box<dyn Listen>>>,
    throttle: Arc<Throttle>,
}

impl Announcer {
    pub fn new(backplane: Backplane) -> Self {
        Self { backplane, here: Arc::default(), throttle: Arc::default() }
    }

    /// From now on this one is told; there is one in a process.
    pub fn tell(&self, listener: impl Listen + 'static) {
        let told = self.here.set(Box::new(listener));
        debug_assert!(told.is_ok(), "somebody is told already");
    }

    /// Never waits and never fails: whoever misses it reads the database again. Who
    /// is here need not wait until it is written down for the others.
    pub fn announce(&self, announcement: Announcement) {
        let hints = announcement.into_hints();
        if let Some(listener) = self.here.get() {
            hints.iter().for_each(|(topic, hint)| listener.hear(*topic, hint.clone()));
        }
        for (topic, hint) in &hints {
            self.backplane.publish(topic, hint);
        }
    }

    /// The same about what somebody may change all the time: at once, but not
    /// more often than once a second. The last state is always told.
    pub fn announce_throttled(&self, subject: Subject, announcements: Vec<Announcement>) {
        if let Some(announcements) = self.throttle.begin(subject, announcements) {
            announcements.into_iter().for_each(|one| self.announce(one));
            tokio::spawn(self.clone().tell_after_pause(subject));
        }
    }

    async fn tell_after_pause(self, subject: Subject) {
        loop {
            sleep(PAUSE).await;
            let Some(waiting) = self.throttle.end(subject) else { return };
            waiting.into_iter().for_each(|one| self.announce(one));
        }
    }

    /// Waits until what was announced so far has left for the other processes,
    /// or cannot.
    pub async fn flush(&self) {
        self.backplane.flush().await;
    }
}
