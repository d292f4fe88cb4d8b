//! Bodies of requests, which are taken in within a time and a limit.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::StatusCode,
};
use tokio::time::timeout;

use crate::error::Error;

/// From the head of a request to the end of its form: whoever drips a body
/// byte by byte must not hold a connection for ever.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The whole body of a request, in time and within the limit of its route.
pub async fn body_of(request: Request) -> Result<Bytes, Error> {
    timeout(BODY_TIMEOUT, Bytes::from_request(request, &()))
        .await
        .map_err(|_| Error::TooSlow)?
        .map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            _ => Error::BadRequest("error-cut-short"),
        })
}
