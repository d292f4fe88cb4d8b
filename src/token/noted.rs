//! Whose use is being noted: of many requests in one moment only one writes it.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

#[derive(Debug, Clone, Default)]
pub(super) struct Noted(Arc<Mutex<HashSet<Uuid>>>);

/// Ends when it is dropped, also with a request that was given up.
pub(super) struct Noting {
    all: Noted,
    token: Uuid,
}

impl Noted {
    /// None when somebody is about it already.
    pub fn begin(&self, token: Uuid) -> Option<Noting> {
        self.lock().insert(token).then(|| Noting { all: self.clone(), token })
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<Uuid>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Noting {
    fn drop(&mut self) {
        self.all.lock().remove(&self.token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_is_about_a_token() {
        let (noted, token) = (Noted::default(), Uuid::nil());
        let first = noted.begin(token);
        assert!(first.is_some() && noted.begin(token).is_none());
        drop(first);
        assert!(noted.begin(token).is_some());
    }
}
