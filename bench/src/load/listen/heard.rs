//! What all listeners have heard.

use std::collections::BTreeMap;

use crate::load::Histogram;

#[derive(Debug, Default)]
pub struct Heard {
    /// Marks of before are history.
    pub since: u64,
    /// From the request to the event, for each stream.
    pub latency: Histogram,
    /// Events with a mark, each counted once for each stream.
    pub unique: u64,
    pub doubled: u64,
    pub misordered: u64,
    /// Nanoseconds of the monotonic clock.
    pub last: u64,
    /// Streams that ended before they were told to.
    pub lost: u64,
    pub errors: BTreeMap<String, u64>,
    /// The text of one event with a mark.
    pub sample: Option<Vec<u8>>,
    /// Unique events of each stream.
    pub by_stream: Vec<u64>,
}
