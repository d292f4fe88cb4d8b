//! What changes all the time is looked at once a second: the first time at once,
//! and the last change always.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;
use uuid::Uuid;

/// Between two looks at the same.
const PAUSE: Duration = Duration::from_secs(1);

/// What has changed, and what was looked at a moment ago.
#[derive(Debug, Default)]
pub(super) struct Pace(HashMap<Uuid, Pause>);

#[derive(Debug, Clone, Copy)]
struct Pause {
    has_changed: bool,
    until: Instant,
}

impl Pace {
    pub fn changed(&mut self, id: Uuid, now: Instant) {
        self.0.entry(id).or_insert(Pause { has_changed: true, until: now }).has_changed = true;
    }

    /// What is to be looked at now; then it pauses.
    pub fn due(&mut self, now: Instant) -> Vec<Uuid> {
        self.0.retain(|_, pause| pause.has_changed || pause.until > now);
        let due = self.0.iter_mut().filter(|(_, pause)| pause.has_changed && pause.until <= now);
        due.map(|(id, pause)| {
            *pause = Pause { has_changed: false, until: now + PAUSE };
            *id
        })
        .collect()
    }

    /// When the next is due, if nothing else changes.
    pub fn next(&self) -> Option<Instant> {
        self.0.values().filter(|pause| pause.has_changed).map(|pause| pause.until).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_looked_at_at_once_and_of_the_others_the_last() {
        let (mut pace, id, begun) = (Pace::default(), Uuid::now_v7(), Instant::now());
        let at = |millis| begun + Duration::from_millis(millis);
        pace.changed(id, at(0));
        assert_eq!((pace.next(), pace.due(at(0))), (Some(at(0)), vec![id]));
        assert_eq!(pace.next(), None);
        pace.changed(id, at(10));
        pace.changed(id, at(20));
        assert_eq!((pace.next(), pace.due(at(20))), (Some(at(1000)), vec![]));
        assert_eq!(pace.due(at(1000)), [id]);
        pace.changed(id, at(1500));
        assert_eq!(pace.due(at(2000)), [id], "another pause");
        assert!(pace.due(at(3000)).is_empty() && pace.0.is_empty());
    }
}
