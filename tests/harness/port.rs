//! Ports for programs that must be told one.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

/// Below those that the kernel gives out by itself, so that no outgoing
/// connection can take a port between the look and the use, and above 10080, the last one
/// to which browsers do not go.
const FIRST: u32 = 10_100;
const COUNT: u32 = 21_900;

static TAKEN: AtomicU32 = AtomicU32::new(0);

/// One that nobody listens on. Each test process counts from a place of its own.
pub fn free_port() -> u16 {
    let start = std::process::id().wrapping_mul(131);
    loop {
        let number = start.wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(FIRST + number % COUNT).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
