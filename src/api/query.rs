//! What stands behind the `?` of an address. Unknown names are nobody's
//! business; a value of the wrong kind, or one given twice, is named.

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;

use super::{field::field_of, problem::Fault};

#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let pairs = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(query));
        let read = serde_path_to_error::deserialize(pairs);
        read.map(Self).map_err(|error| Fault::wrong_kind(field_of(&error)))
    }
}
