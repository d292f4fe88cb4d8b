//! What has begun to write is finished, even when whoever asked has gone.
//!
//! A connection that closes drops the work on its request. Between the commit
//! and the announcement that would leave a stored message untold, and inside a
//! transaction a connection in the middle of one.

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};

use crate::{
    app::App,
    error::{Error, Result},
};

/// Runs posts as tasks of their own; a stop of the process waits for them.
pub(super) async fn posts(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response> {
    if request.method() != Method::POST {
        return Ok(next.run(request).await);
    }
    let finished = app.writes.spawn(next.run(request)).await;
    finished.map_err(|error| Error::Internal(error.to_string()))
}
