//! What carries the faces: the router with its layers, the accept loop, and
//! the building of the application.

mod access_log;
mod build;
mod cors;
mod host;
mod metrics;
mod router;
mod run_to_completion;
mod security;
pub mod serve;

pub use build::build;
