//! A file as an answer.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::range::Asked;
use crate::{
    error::{Error, Result},
    file::{Opened, Part, is_shown_inline},
};

/// Whatever is in it: nothing runs, and nothing is loaded from it.
const NO_PAGE: &str = "sandbox; default-src 'none'";
/// Nobody else may keep it. Another one has another address.
const FOR_EVER: &str = "private, max-age=31536000, immutable";
/// Without an age browsers ask each time whether they may
/// still have it, and nothing is sent again.
const CACHING: &str = "private, immutable";
const WEBP: &str = "image/webp";
const UNKNOWN: &str = "application/octet-stream";
/// What stays in the name of a file in a head (RFC 8187).
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// The file, or the part of it that this request asks for.
pub async fn answer(opened: Opened, method: &Method, asked: &HeaderMap) -> Result<Response> {
    let etag = etag(&opened);
    let (status, range) = match Asked::of(asked, opened.size, &etag) {
        Asked::Whole => (StatusCode::OK, Some(0..opened.size)),
        Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, Some(range)),
        Asked::Beyond => (StatusCode::RANGE_NOT_SATISFIABLE, None),
        Asked::Unchanged => (StatusCode::NOT_MODIFIED, None),
    };
    let body = match &range {
        Some(range) if method != Method::HEAD => {
            Body::from_stream(opened.read(range.clone()).await?)
        }
        _ => Body::empty(),
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    set(headers, header::ETAG, &etag)?;
    set(headers, header::CACHE_CONTROL, if opened.is_kept { FOR_EVER } else { CACHING })?;
    set(headers, header::ACCEPT_RANGES, "bytes")?;
    set(headers, header::CONTENT_SECURITY_POLICY, NO_PAGE)?;
    if status == StatusCode::NOT_MODIFIED {
        return Ok(response);
    }
    if status != StatusCode::OK {
        let range = range.as_ref().map(|range| format!("{}-{}", range.start, range.end - 1));
        let range = range.unwrap_or_else(|| "*".to_owned());
        set(headers, header::CONTENT_RANGE, &format!("bytes {range}/{}", opened.size))?;
    }
    let length = range.map_or(0, |range| range.end - range.start);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    describe(headers, &opened)?;
    Ok(response)
}

/// What it is and what it is called.
fn describe(headers: &mut HeaderMap, opened: &Opened) -> Result<()> {
    let media_type = match opened.part {
        Part::Whole => opened.media_type.as_str(),
        Part::Thumbnail => WEBP,
    };
    let inline = is_shown_inline(media_type);
    // What could run somewhere has no name of its own.
    let is_plain = !media_type.starts_with("text/") && !media_type.contains("xml");
    let media_type = if inline || is_plain { media_type } else { UNKNOWN };
    set(headers, header::CONTENT_TYPE, media_type)?;
    let how = if inline { "inline" } else { "attachment" };
    let name = utf8_percent_encode(&opened.name, NAME);
    set(headers, header::CONTENT_DISPOSITION, &format!("{how}; filename*=UTF-8''{name}"))
}

fn etag(opened: &Opened) -> String {
    let part = if opened.part == Part::Thumbnail { "-thumbnail" } else { "" };
    format!("\"{}{part}\"", opened.object_id)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<()> {
    let value = HeaderValue::from_str(value).map_err(|error| Error::Internal(error.to_string()))?;
    headers.insert(name, value);
    Ok(())
}
