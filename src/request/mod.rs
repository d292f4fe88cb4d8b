//! What every face may want to know of a request: who is on the other end, what
//! they call themselves, which language they ask for.

mod client_address;
mod headers;
mod reader;

pub use client_address::ClientAddress;
pub use headers::{REQUEST_ID, accepted, asked_for, request_id, user_agent};
pub use reader::Reader;
