//! The servers of a run: each in the run's own folder, on a free port, ended
//! with it.

pub mod natter;
pub mod nginx;
mod port;
pub mod postgres;
mod process;
pub mod redis;

pub use natter::Natter;
pub use nginx::Nginx;
pub use port::free_address;
pub use postgres::Postgres;
pub use process::{Process, Recipe};
pub use redis::Redis;
