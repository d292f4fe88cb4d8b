//! What browsers fetch before anybody clicks: a conversation of the list, when
//! a pointer rests on it.
//!
//! Only fetched, never shown: a page that nobody sees runs no script, opens no
//! stream and marks nothing as read. One fetched a while ago is good, too, as
//! its stream goes on from the version that it was made from.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::is_htmx;
use crate::{app::App, paths, request::Reader};

const SPECULATION_RULES: HeaderName = HeaderName::from_static("speculation-rules");
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
/// The links inside of a conversation are not ways to another one.
const RULES: &str = r##"{
  "prefetch": [{
    "where": { "and": [
      { "href_matches": "/conversations/*" },
      { "selector_matches": "#conversations a:not([aria-current])" }
    ] },
    "eagerness": "moderate"
  }]
}
"##;

/// `GET /speculation-rules.json`: its URL changes with each release.
pub async fn rules() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/speculationrules+json"),
        (header::CACHE_CONTROL, "max-age=31536000, immutable"),
    ];
    (headers, RULES).into_response()
}

/// Tells the pages of people who are signed in where the rules are.
pub async fn offer(State(app): State<App>, request: Request, next: Next) -> Response {
    let reader = request.extensions().get::<Reader>().cloned();
    let htmx = is_htmx(request.headers());
    let mut response = next.run(request).await;
    let signed_in = reader.and_then(|reader| reader.user()).is_some();
    if signed_in && !htmx && is_page(response.headers()) {
        let url = format!("\"{}?v={}\"", paths::SPECULATION_RULES, app.assets.fingerprint());
        if let Ok(url) = HeaderValue::from_str(&url) {
            response.headers_mut().insert(SPECULATION_RULES, url);
        }
    }
    response
}

fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| kind.starts_with(b"text/html"))
}

/// Nobody asked for this yet; the browser expects that somebody will.
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    headers.get(SEC_PURPOSE).is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"))
}
