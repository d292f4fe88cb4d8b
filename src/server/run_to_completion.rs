//! What has begun to write is finished, even when whoever asked has gone.
//!
//! A connection that closes drops the work on its request. Between the commit
//! and the announcement that would leave a stored message untold, and inside a
//! transaction a connection in the middle of one.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use crate::{
    app::App,
    error::{Error, Result},
};

/// Runs whatever may write as tasks of their own: posts, and what else programs
/// send. A stop of the process waits for them.
pub(super) async fn writes(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response> {
    if request.method().is_safe() {
        return Ok(next.run(request).await);
    }
    let finished = app.writes.spawn(next.run(request)).await;
    finished.map_err(|error| Error::Internal(error.to_string()))
}
