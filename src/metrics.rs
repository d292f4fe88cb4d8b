//! The names of what is counted where it happens. What each number means stands
//! beside the others, in `server::metrics`.

use metrics::gauge;

pub const REQUESTS: &str = "natter_requests_total";
pub const REQUEST_SECONDS: &str = "natter_request_seconds";
pub const EVENTS: &str = "natter_events_total";
pub const WRITES: &str = "natter_event_writes_total";
pub const RESUMES: &str = "natter_stream_resumes_total";
pub const RESETS: &str = "natter_stream_resets_total";
pub const LIST_READS: &str = "natter_list_reads_total";
pub const OVERFLOWS: &str = "natter_stream_overflows_total";
pub const LAGS: &str = "natter_channel_lags_total";
pub const HINTS_DROPPED: &str = "natter_hints_dropped_total";
pub const MESSAGES_WAITING: &str = "natter_messages_waiting";
pub const PASSWORDS_WAITING: &str = "natter_passwords_waiting";

/// One more in this gauge, for as long as it is kept.
#[derive(Debug)]
pub struct Counted(&'static str);

impl Counted {
    pub fn begin(gauge: &'static str) -> Self {
        gauge!(gauge).increment(1.0);
        Self(gauge)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}
