//! The cookie outlives an answer that knows nothing of it.
//!
//! A session that is renewed has another id, and a request that was under way
//! with the old one finds nothing. Its answer would take the cookie away, and
//! by then that is the new one. Only signing out takes it away.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header::SET_COOKIE},
    middleware::Next,
    response::Response,
};

use crate::web::paths;

/// Lets answers only set the cookie, unless somebody signs out.
pub async fn keep(request: Request, next: Next) -> Response {
    let signs_out = [paths::LOGOUT, paths::REVOKE_SESSION].contains(&request.uri().path());
    let mut response = next.run(request).await;
    if !signs_out {
        drop_removals(response.headers_mut());
    }
    response
}

fn drop_removals(headers: &mut HeaderMap) {
    let removes =
        |cookie: &HeaderValue| cookie.to_str().is_ok_and(|text| text.contains("Max-Age=0"));
    let kept: Vec<HeaderValue> =
        headers.get_all(SET_COOKIE).iter().filter(|cookie| !removes(cookie)).cloned().collect();
    headers.remove(SET_COOKIE);
    for cookie in kept {
        headers.append(SET_COOKIE, cookie);
    }
}
