//! What a request tells about the page it wants.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};

use crate::{
    language::Words,
    request::{accepted, user_agent},
};

/// A visitor who need not be signed in.
#[derive(Debug, Clone)]
pub struct Visit {
    pub words: Words,
    /// htmx wants a fragment.
    pub htmx: bool,
    /// What the browser calls itself; empty when it does not tell.
    pub user_agent: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            words: accepted(&parts.headers).words(),
            htmx: is_htmx(&parts.headers),
            user_agent: user_agent(&parts.headers),
        })
    }
}

/// Whether htmx wants a fragment: not for a boosted link and not for a page
/// of the history, which are whole pages.
pub fn is_htmx(headers: &HeaderMap) -> bool {
    let says = |name| headers.get(name).is_some_and(|value| value == "true");
    says("hx-request") && !says("hx-boosted") && !says("hx-history-restore-request")
}
