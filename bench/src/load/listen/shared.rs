//! What listeners and who waits for them tell each other.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

#[derive(Debug)]
pub struct Shared {
    stop: AtomicBool,
    open: AtomicUsize,
    failed: AtomicUsize,
    since: AtomicU64,
    unique: AtomicU64,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            stop: AtomicBool::new(false),
            open: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            since: AtomicU64::new(u64::MAX),
            unique: AtomicU64::new(0),
        }
    }
}

impl Shared {
    pub fn stop(&self) {
        self.stop.store(true, Relaxed);
    }

    /// Marks from this time on belong to the run, earlier ones are history.
    pub fn begin(&self, nanoseconds: u64) {
        self.since.store(nanoseconds, Relaxed);
    }

    /// Streams that are open, and those that could not be opened.
    pub fn opened(&self) -> (usize, usize) {
        (self.open.load(Relaxed), self.failed.load(Relaxed))
    }

    /// Events of the run that have come, each counted once for each stream.
    pub fn unique(&self) -> u64 {
        self.unique.load(Relaxed)
    }

    pub(super) fn has_stopped(&self) -> bool {
        self.stop.load(Relaxed)
    }

    pub(super) fn since(&self) -> u64 {
        self.since.load(Relaxed)
    }

    pub(super) fn one_is_open(&self) {
        self.open.fetch_add(1, Relaxed);
    }

    pub(super) fn one_has_failed(&self) {
        self.failed.fetch_add(1, Relaxed);
    }

    pub(super) fn more_unique(&self, count: u64) {
        self.unique.fetch_add(count, Relaxed);
    }
}
