//! Reaching the database: [`Database`] reads, [`UnitOfWork`] writes.
//!
//! Both hand out the same repositories. Nothing that serves begins a
//! transaction elsewhere, and nothing slow happens inside one.

mod connected;
mod database;
mod epoch;
mod liveness;
mod migrate;
mod only_process;
pub(crate) mod postgres;
mod reachable;
mod spelling;
mod statement;
mod unit_of_work;

pub use connected::Connected;
pub use database::Database;
pub use epoch::{Epoch, Era, House};
pub(crate) use migrate::{Turn, migrate_within};
pub use migrate::{migrate, open};
pub use only_process::OnlyProcess;
pub use reachable::wait_until_reachable;
pub use statement::{Text, count_also, numbers, pairs, queries_of, sql, texts, uuids};
pub use unit_of_work::UnitOfWork;
