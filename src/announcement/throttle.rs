//! What one person may change a hundred times a second is told to others once
//! a second.

use std::{
    collections::HashMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use uuid::Uuid;

use super::Announcement;

pub(super) const PAUSE: Duration = Duration::from_secs(1);

/// What of somebody has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Matter {
    /// In lists: name and avatar.
    Looks,
    Presence,
    /// Whether they show when they are here.
    ShowsPresence,
    /// Whether they tell how far they have read.
    SharesReading,
}

/// Of whom, and what.
pub type Subject = (Uuid, Matter);
type Announcements = Vec<Announcement>;

/// Pauses under way, each with what is told at its end.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<HashMap<Subject, Announcements>>);

impl Throttle {
    /// Gives back what may be told now, since there is no pause; then one
    /// begins. Otherwise it waits, in the place of whatever waited before.
    pub fn begin(&self, subject: Subject, told: Announcements) -> Option<Announcements> {
        let mut pauses = self.lock();
        match pauses.get_mut(&subject) {
            Some(waiting) => {
                *waiting = told;
                None
            }
            None => {
                pauses.insert(subject, Vec::new());
                Some(told)
            }
        }
    }

    /// What has waited until the end of a pause, after which there is another;
    /// none when nothing has, and the pause is over.
    pub fn end(&self, subject: Subject) -> Option<Announcements> {
        let mut pauses = self.lock();
        let waiting = pauses.get_mut(&subject).map(mem::take).unwrap_or_default();
        if waiting.is_empty() {
            pauses.remove(&subject);
            return None;
        }
        Some(waiting)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Subject, Announcements>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_told_at_once_and_of_the_others_the_last() {
        let throttle = Throttle::default();
        let ids = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
        let subject = (ids[0], Matter::Looks);
        let about = |id| vec![Announcement::entry_changed(id, vec![id])];
        let told = |announcements: Option<Announcements>| match announcements.as_deref() {
            Some([Announcement::EntryChanged { conversation_id, .. }]) => Some(*conversation_id),
            None => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(told(throttle.begin(subject, about(ids[0]))), Some(ids[0]));
        assert_eq!(told(throttle.begin(subject, about(ids[1]))), None);
        assert_eq!(told(throttle.begin(subject, about(ids[2]))), None);
        assert_eq!(told(throttle.begin((ids[0], Matter::Presence), about(ids[1]))), Some(ids[1]));
        assert_eq!(told(throttle.end(subject)), Some(ids[2]));
        assert_eq!(told(throttle.begin(subject, about(ids[1]))), None, "another pause");
        assert_eq!(told(throttle.end(subject)), Some(ids[1]));
        assert_eq!(told(throttle.end(subject)), None);
        assert_eq!(told(throttle.begin(subject, about(ids[0]))), Some(ids[0]));
    }
}
