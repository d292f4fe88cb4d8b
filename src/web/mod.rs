//! The pages: what a browser asks for and is shown. One folder a noun, with
//! its `handlers` and `views`, and beside them what all of them use.

pub mod api_page;
mod browser_clock;
pub mod contact;
pub mod conversation;
pub mod emoji;
pub mod errors;
pub mod file;
pub mod form;
pub mod group;
pub mod handlers;
pub mod invitation;
pub mod link;
pub mod message;
mod page;
pub mod password_reset;
pub mod people;
pub mod pieces;
pub mod presence;
mod qr;
pub mod query;
pub mod search;
pub mod session;
pub mod settings;
pub mod speculation;
pub mod stream;
pub mod time;
pub mod token;
pub mod user;
mod visit;
pub mod write_limit;

pub use page::{Chrome, done, html, see_other, status_of};
pub use query::Query;
pub use speculation::is_prefetch;
pub use visit::{Visit, is_htmx};
