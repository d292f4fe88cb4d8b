//! Headers that every answer carries, and what is refused for those of a request.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::error::Error;

/// Nothing but our own files; no inline script or style, no frames.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";
const PERMISSIONS_POLICY: &str =
    "camera=(), microphone=(self), geolocation=(), payment=(), usb=(), browsing-topics=()";

/// Longest head of a request; the longest that a browser sends is a tenth of it.
pub(super) const MOST_HEAD: usize = 32 * 1024;

/// Refuses longer heads. The accept loop stops reading them, but not to the byte.
pub(super) async fn short_heads(request: Request, next: Next) -> Response {
    let fields = request.headers().iter();
    let head: usize = fields.map(|(name, value)| name.as_str().len() + value.len()).sum();
    if head > MOST_HEAD {
        return StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
    }
    next.run(request).await
}

/// Refuses what a page of another origin loads as a part of itself: from another
/// port of this host browsers send the cookie with it, and it would open streams
/// and use limits up in its visitor's name. Only visits may begin elsewhere.
pub(super) async fn no_part_of_others(request: Request, next: Next) -> Result<Response, Error> {
    let headers = request.headers();
    let is = |name, value: &str| headers.get(name).is_none_or(|given| given == value);
    let is_ours = is("sec-fetch-site", "same-origin") || is("sec-fetch-site", "none");
    let is_visit = is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document");
    if !is_ours && !is_visit {
        return Err(Error::NotAllowed("error-cross-site"));
    }
    Ok(next.run(request).await)
}

/// Puts the headers on; what may not be cached says so already or gets told.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // A file that somebody has sent is no page, and says so.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        set(headers, "content-security-policy", CONTENT_SECURITY_POLICY);
    }
    set(headers, "permissions-policy", PERMISSIONS_POLICY);
    set(headers, "x-content-type-options", "nosniff");
    // With `no-referrer` browsers would send `Origin: null` with our own forms.
    if !headers.contains_key(header::REFERRER_POLICY) {
        set(headers, "referrer-policy", "same-origin");
    }
    set(headers, "cross-origin-opener-policy", "same-origin");
    set(headers, "cross-origin-resource-policy", "same-origin");
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
