//! From where a stream goes on.

use axum::http::HeaderMap;
use metrics::counter;

use crate::{
    error::{Error, Result},
    metrics as names,
};

/// The larger of what its reader names in the address and in `Last-Event-ID`: a
/// page, or what a program knows, was made at the one and has perhaps received
/// more since.
pub fn cursor(after: i64, headers: &HeaderMap) -> Result<i64> {
    let mut last = 0;
    if let Some(header) = headers.get("last-event-id") {
        counter!(names::RESUMES).increment(1);
        let header = header.to_str().ok().and_then(|header| header.parse().ok());
        last = header.ok_or(Error::BadRequest("error-cursor"))?;
    }
    if after < 0 || last < 0 {
        return Err(Error::BadRequest("error-cursor"));
    }
    Ok(after.max(last))
}
