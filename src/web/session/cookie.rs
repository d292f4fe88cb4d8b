//! The cookie of a session.
//!
//! It bears the name of the house: browsers tell hosts apart but not their
//! ports, and two houses on one host must not sign each other's people out.
//!
//! It outlives an answer that knows nothing of it. A session that is renewed
//! has another id, and a request that was under way with the old one finds
//! nothing. Its answer would take the cookie away, and by then that is the new
//! one. Only signing out takes it away.
//!
//! And it is found among whatever else the host has set: with one cookie that
//! is no text, all others would count as absent.

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue,
        header::{COOKIE, SET_COOKIE},
    },
    middleware::Next,
    response::Response,
};

use crate::{paths, session::CookieName};

/// Its name in the release before this one.
const OLD_NAME: &str = "natter";

/// A request whose session has the cookie of an older release, and wants one
/// of the right name.
#[derive(Debug, Clone, Copy)]
pub(super) struct OldCookie;

/// Lets answers only set the cookie, unless somebody signs out.
pub async fn keep(State(name): State<CookieName>, mut request: Request, next: Next) -> Response {
    drop_what_is_no_text(request.headers_mut());
    if rename_old(request.headers_mut(), &name) {
        request.extensions_mut().insert(OldCookie);
    }
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

/// Gives an old cookie its new name, unless there is one of that name already.
fn rename_old(headers: &mut HeaderMap, name: &CookieName) -> bool {
    if value_of(headers, name.as_str()).is_some() {
        return false;
    }
    let old = value_of(headers, OLD_NAME).map(|value| format!("{}={value}", name.as_str()));
    let Some(renamed) = old.and_then(|cookie| cookie.parse().ok()) else { return false };
    headers.append(COOKIE, renamed);
    true
}

fn value_of<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = all.flat_map(|text| text.split(';')).filter_map(|one| one.split_once('='));
    pairs.find(|(found, _)| found.trim() == name).map(|(_, value)| value.trim())
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
