//! What was measured, to be read and to be compared.

mod json;
mod outcome;
mod table;

pub use json::json;
pub use outcome::{Better, Figure, Measure, Outcome};
pub use table::table;
