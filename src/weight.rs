//! What is kept, by the bytes it takes: every cache of answers has a bound in bytes.

use std::sync::Arc;

use quick_cache::Weighter;

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
