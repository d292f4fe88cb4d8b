//! Uploads that are under way in this process: of each person a few at once, and all of
//! them count as stored already.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use uuid::Uuid;

use crate::error::{Error, Result, RetryAfter};

/// Of one person.
const AT_ONCE: usize = 4;
/// How long the next one waits for a place, which large pictures need for a while; and
/// when it is worth another try.
const PATIENCE: Duration = Duration::from_secs(30);
const LATER: RetryAfter = RetryAfter(Duration::from_secs(5));

#[derive(Debug, Clone, Default)]
pub(super) struct UnderWay(Arc<Mutex<HashMap<Uuid, Weak<OfPerson>>>>);

#[derive(Debug)]
struct OfPerson {
    places: Arc<Semaphore>,
    /// Bytes that are there or will come.
    bytes: Mutex<u64>,
}

/// An upload among those of its person.
#[derive(Debug)]
pub(super) struct Place {
    of: Arc<OfPerson>,
    bytes: u64,
    _permit: OwnedSemaphorePermit,
}

impl UnderWay {
    /// Waits until this user has a place for one more; an error when that takes long.
    pub async fn begin(&self, user: Uuid) -> Result<Place> {
        self.begin_within(PATIENCE, user).await
    }

    async fn begin_within(&self, patience: Duration, user: Uuid) -> Result<Place> {
        let of = self.of(user);
        let permit = timeout(patience, of.places.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| Error::TooManyRequests(LATER))?;
        let permit = permit.map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Place { of, bytes: 0, _permit: permit })
    }

    fn of(&self, user: Uuid) -> Arc<OfPerson> {
        let mut people = lock(&self.0);
        people.retain(|_, of| of.strong_count() > 0);
        if let Some(of) = people.get(&user).and_then(Weak::upgrade) {
            return of;
        }
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let of = Arc::new(OfPerson { places, bytes: Mutex::default() });
        people.insert(user, Arc::downgrade(&of));
        of
    }
}

impl Place {
    /// Counts so many bytes of this upload, or as many as before if these are less.
    /// False when they do not fit into this room beside all others of the person.
    pub fn takes(&mut self, bytes: u64, room: u64) -> bool {
        let bytes = bytes.max(self.bytes);
        let mut all = lock(&self.of.bytes);
        let others = *all - self.bytes;
        let fits = others.saturating_add(bytes) <= room;
        if fits {
            *all = others + bytes;
            self.bytes = bytes;
        }
        fits
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *lock(&self.of.bytes) -= self.bytes;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_person_has_four_places() {
        let under_way = UnderWay::default();
        let mut places = Vec::new();
        for _ in 0..AT_ONCE {
            places.push(under_way.begin(Uuid::nil()).await.unwrap());
        }
        let refused = under_way.begin_within(Duration::ZERO, Uuid::nil()).await;
        assert!(matches!(refused, Err(Error::TooManyRequests(_))));
        under_way.begin(Uuid::max()).await.unwrap();
        let (next, ()) = tokio::join!(under_way.begin(Uuid::nil()), async {
            places.pop();
        });
        next.unwrap();
        places.clear();
        under_way.begin(Uuid::max()).await.unwrap();
        assert_eq!(lock(&under_way.0).len(), 1, "nobody is kept");
    }

    #[tokio::test]
    async fn all_count_together_and_what_ends_does_not() {
        let under_way = UnderWay::default();
        let mut one = under_way.begin(Uuid::nil()).await.unwrap();
        let mut two = under_way.begin(Uuid::nil()).await.unwrap();
        assert!(one.takes(60, 100) && !two.takes(41, 100) && two.takes(40, 100));
        assert!(one.takes(10, 100) && !two.takes(41, 100), "what was announced will come");
        drop(one);
        assert!(two.takes(100, 100) && !two.takes(101, 100));
    }
}
