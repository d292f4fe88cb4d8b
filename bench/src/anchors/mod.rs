//! The limits: what the same machine does when nothing is thought of but one
//! thing.

mod argon2id;
mod nchan;
mod pgbench;
mod photo;
mod searches;
mod sends;
pub mod smallest_server;
mod sqlite;
mod vips;

pub use argon2id::{hash, hashes_a_second};
pub use nchan::Nchan;
pub use searches::searches;
pub use sends::Sends;
pub use vips::Vips;
