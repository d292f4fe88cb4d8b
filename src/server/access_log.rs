//! One line of log a request: who asked for what, how it ended and what it
//! cost. No paths with ids, no query strings, no bodies, no names.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use metrics::{counter, histogram};
use uuid::Uuid;

use crate::{
    metrics as names,
    request::{REQUEST_ID, Reader},
    store::queries_of,
    web::is_prefetch,
};

const TARGET: &str = "natter::request";
const STATIC: &str = "/static/";
const PROBES: [&str; 2] = ["/healthz", "/readyz"];

pub(super) async fn log(mut request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let id = request_id(&request);
    if let Ok(value) = HeaderValue::from_str(&id) {
        request.headers_mut().insert(REQUEST_ID, value);
    }
    let reader = Reader::default();
    request.extensions_mut().insert(reader.clone());
    let prefetch = is_prefetch(request.headers()).then_some(true);
    let began = Instant::now();
    let (mut response, queries) = queries_of(next.run(request)).await;
    let route = route.unwrap_or_else(|| "unknown".to_owned());
    let (status, seconds) = (response.status().as_u16(), began.elapsed().as_secs_f64());
    // A line is read by people, too: whole microseconds are enough.
    let ms = (seconds * 1_000_000.0).round() / 1000.0;
    // Their names change with each version.
    let label = if route.starts_with(STATIC) { "/static/{file}".to_owned() } else { route.clone() };
    counter!(names::REQUESTS, "route" => label.clone(), "status" => status.to_string())
        .increment(1);
    histogram!(names::REQUEST_SECONDS, "route" => label).record(seconds);
    let user = reader.user().map(tracing::field::display);
    // What is asked for all the time and went well would hide the rest.
    if status < 400 && (route.starts_with(STATIC) || PROBES.contains(&route.as_str())) {
        tracing::debug!(target: TARGET, %method, route, status, ms, queries, user, prefetch, request_id = id, "request");
    } else {
        tracing::info!(target: TARGET, %method, route, status, ms, queries, user, prefetch, request_id = id, "request");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The id a proxy gave, when it looks like one, else a new one.
fn request_id(request: &Request) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| {
        (8..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}
