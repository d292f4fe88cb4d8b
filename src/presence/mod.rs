//! Presence: whether somebody is online, away or offline, and when they were
//! last here.
//!
//! Every open page has a lease, which ends by itself when nobody keeps it.
//! Nothing of this is stored but the time at which somebody went. Presence is
//! a courtesy: when it cannot be asked for, nothing fails and nobody waits.

mod leases;
mod local;
mod redis;
#[cfg(test)]
mod scenes;
mod service;
mod state;
mod streams;

pub use leases::{Leases, States};
pub use service::PresenceService;
pub use state::{ConnectionName, Presence};
pub use streams::OpenStream;
