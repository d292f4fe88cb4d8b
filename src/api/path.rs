//! What the address names. What cannot be a name is not found.

use axum::{
    extract::{self, FromRequestParts},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use super::problem::Fault;
use crate::error::Error;

#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let named = extract::Path::from_request_parts(parts, state).await;
        let extract::Path(named) = named.map_err(|_| Error::NotFound)?;
        Ok(Self(named))
    }
}
