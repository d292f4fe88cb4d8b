//! The limits: what the same machine does when nothing is thought of but one
//! thing.

mod argon2id;
mod nchan;
mod pgbench;
mod sends;
pub mod smallest_server;
mod sqlite;

pub use argon2id::{hash, hashes_a_second};
pub use nchan::Nchan;
pub use sends::Sends;
