//! HTTP: routes, pages, headers, errors and the accept loop.

mod access_log;
mod address;
mod assets;
mod browser_clock;
mod errors;
pub mod form;
mod handlers;
mod handover;
mod host;
mod page;
pub mod paths;
mod router;
mod security;
pub mod serve;
mod speculation;
pub mod time;
mod unbroken;
mod visit;
mod writes;

pub use address::ClientAddress;
pub use assets::Assets;
pub use handover::Handover;
pub use page::{Chrome, html, see_other, status_of};
pub use speculation::is_prefetch;
pub use visit::{Visit, is_htmx};
