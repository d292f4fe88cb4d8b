//! What is kept, by the bytes it takes: every cache of answers has a bound in bytes.

use std::{
    hash::Hash,
    sync::Arc,
    time::{Duration, Instant},
};

use quick_cache::{Weighter, sync::Cache};

/// Bytes of the parts of histories that one face keeps, each counted plain and
/// compressed.
const MOST_KEPT: u64 = 32 * 1024 * 1024;

/// Nothing that goes through Natter makes a part stale. An operator may change the
/// database by hand, who knows no versions.
const LONGEST: Duration = Duration::from_secs(60);

/// Something that is kept, or by which it is found.
pub trait Weight {
    /// In bytes.
    fn weight(&self) -> usize;
}

impl Weight for Box<str> {
    fn weight(&self) -> usize {
        self.len()
    }
}

impl Weight for Arc<str> {
    fn weight(&self) -> usize {
        self.len()
    }
}

/// Weighs both.
#[derive(Debug, Clone)]
pub struct ByBytes;

impl<K: Weight, V: Weight> Weighter<K, V> for ByBytes {
    fn weight(&self, key: &K, kept: &V) -> u64 {
        (key.weight() + kept.weight()) as u64
    }
}

/// Parts of histories, each by all that decides how it looks.
#[derive(Debug)]
pub struct KeptParts<K, V>(Cache<K, Dated<V>, ByBytes>);

#[derive(Debug, Clone)]
struct Dated<V> {
    part: V,
    read_at: Instant,
}

impl<V: Weight> Weight for Dated<V> {
    fn weight(&self) -> usize {
        self.part.weight()
    }
}

impl<K: Weight + Eq + Hash, V: Weight + Clone> Default for KeptParts<K, V> {
    fn default() -> Self {
        Self(Cache::with_weighter(512, MOST_KEPT, ByBytes))
    }
}

impl<K: Weight + Eq + Hash, V: Weight + Clone> KeptParts<K, V> {
    /// What is kept and not too old.
    pub fn get(&self, key: &K) -> Option<V> {
        let dated = self.0.get(key).filter(|dated| dated.read_at.elapsed() < LONGEST)?;
        Some(dated.part)
    }

    /// A part that was read from then on.
    pub fn keep(&self, key: K, part: V, read_at: Instant) {
        self.0.insert(key, Dated { part, read_at });
    }
}
