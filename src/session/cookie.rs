//! The cookie outlives an answer that knows nothing of it.
//!
//! A session that is renewed has another id, and a request that was under way
//! with the old one finds nothing. Its answer would take the cookie away, and
//! by then that is the new one. Only signing out takes it away.
//!
//! And it is found among whatever else the host has set: with one cookie that
//! is no text, all others would count as absent.

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderValue,
        header::{COOKIE, SET_COOKIE},
    },
    middleware::Next,
    response::Response,
};

use crate::web::paths;

/// Lets answers only set the cookie, unless somebody signs out.
pub async fn keep(mut request: Request, next: Next) -> Response {
    drop_what_is_no_text(request.headers_mut());
    let signs_out = [paths::LOGOUT, paths::REVOKE_SESSION].contains(&request.uri().path());
    let mut response = next.run(request).await;
    if !signs_out {
        drop_removals(response.headers_mut());
    }
    response
}

fn drop_what_is_no_text(headers: &mut HeaderMap) {
    for cookies in headers.iter_mut().filter(|(name, _)| *name == COOKIE).map(|(_, value)| value) {
        if cookies.to_str().is_ok() {
            continue;
        }
        let kept: Vec<&[u8]> =
            cookies.as_bytes().split(|byte| *byte == b';').filter(|one| one.is_ascii()).collect();
        if let Ok(text) = HeaderValue::from_bytes(&kept.join(&b';')) {
            *cookies = text;
        }
    }
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
