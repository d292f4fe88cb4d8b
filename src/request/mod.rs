//! What every face may want to know of a request: who is on the other end, what
//! they call themselves, in which language and form they want answers.

mod client_address;
mod headers;
mod reader;

pub use client_address::ClientAddress;
pub use headers::{REQUEST_ID, accepted, asked_for, request_id, takes_gzip, user_agent};
pub use reader::Reader;
