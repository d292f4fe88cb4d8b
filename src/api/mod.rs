//! Programs: whatever a page can do, as JSON over HTTP. One folder a noun in
//! each version, with its `handlers` and `views`, and beside them what all of
//! them use.

mod caller;
mod confirmed;
mod conflict;
pub mod document;
mod field;
mod gate;
mod json;
mod moment;
pub mod problem;
mod query;
pub mod v1;

use caller::{Caller, CallerMember, Named, Seq};
use json::{Json, sent};
use moment::Moment;
use problem::{Fault, Result};
use query::Query;
