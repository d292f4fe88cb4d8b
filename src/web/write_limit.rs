//! How often somebody may write: one limit for all forms that have none of
//! their own, so that a form that is added has one.

use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};

use super::session::SignedIn;
use crate::{app::App, error::Result, limits::Limit};

/// What strangers post, what must always work, and what has another limit.
const LIMITED_ELSEWHERE: [&str; 7] = [
    "/register",
    "/login",
    "/logout",
    "/reset/{token}",
    "/conversations/{id}/messages",
    "/conversations/{id}/typing",
    "/presence",
];
/// What a page says by itself, and again when it was refused.
const BY_ITSELF: [&str; 2] = ["/conversations/{id}/read", "/conversations/{id}/draft"];

/// Refuses what comes too fast, before anything is done for it.
pub async fn slow_down(State(app): State<App>, request: Request, next: Next) -> Result<Response> {
    let Some(limit) = limit_of(&request) else { return Ok(next.run(request).await) };
    let (mut head, body) = request.into_parts();
    // Whoever is not signed in is told so by the handler.
    if let Ok(signed_in) = SignedIn::from_request_parts(&mut head, &app).await {
        app.limits.take(limit, &signed_in.user.id.to_string()).await?;
    }
    Ok(next.run(Request::from_parts(head, body)).await)
}

fn limit_of(request: &Request) -> Option<Limit> {
    let route = request.extensions().get::<MatchedPath>()?.as_str();
    if request.method() != Method::POST || LIMITED_ELSEWHERE.contains(&route) {
        return None;
    }
    Some(if BY_ITSELF.contains(&route) { Limit::Reading } else { Limit::Writing })
}
