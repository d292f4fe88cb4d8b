//! Addresses for programs that must be told one.

use std::{
    net::{Ipv4Addr, SocketAddrV4, TcpListener},
    sync::atomic::{AtomicU32, Ordering},
};

/// Below those that the kernel gives out by itself, so that no outgoing
/// connection can take a port between the look and the use.
const FIRST: u32 = 10_000;
const COUNT: u32 = 22_000;

static TAKEN: AtomicU32 = AtomicU32::new(0);

/// One that nobody listens on. Each run counts from a place of its own.
pub fn free_address() -> SocketAddrV4 {
    let start = std::process::id().wrapping_mul(131);
    loop {
        let number = start.wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed));
        let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, (FIRST + number % COUNT) as u16);
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}
