//! What a request says about itself.

use std::borrow::Cow;

use axum::http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, USER_AGENT},
};

use crate::language::Language;

/// Where request ids stand, in requests from a proxy and in all answers.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request, which the access log has given it.
pub fn request_id(headers: &HeaderMap) -> String {
    let id = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    id.unwrap_or_default().to_owned()
}

/// What of a browser's or a program's own description is kept.
const USER_AGENT_CHARACTERS: usize = 256;

/// What a browser or a program calls itself, at most 256 characters; it need not
/// tell.
pub fn user_agent(headers: &HeaderMap) -> String {
    let told = headers.get(USER_AGENT).map(text_of).unwrap_or_default();
    told.chars().take(USER_AGENT_CHARACTERS).collect()
}

/// The language that is asked for, else English.
pub fn accepted(headers: &HeaderMap) -> Language {
    asked_for(headers).unwrap_or_default()
}

/// The same; none when no known one is: `*` is content with any.
pub fn asked_for(headers: &HeaderMap) -> Option<Language> {
    let ranges: Vec<_> = headers.get_all(ACCEPT_LANGUAGE).iter().map(text_of).collect();
    Language::accepted(&ranges.join(","))
}

/// Whether an answer may be compressed so: RFC 9110, 12.5.3; whoever forbids it names
/// it with a weight of nothing.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter();
    let mut codings = accepted.filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_some_and(|weight| weight > 0.0)
    })
}

/// One odd byte does not make the rest of a header count as absent.
fn text_of(value: &HeaderValue) -> Cow<'_, str> {
    String::from_utf8_lossy(value.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_who_takes_it() {
        for (accepted, takes) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, gzip ; q=0.8", true),
            ("gzip;q=0", false),
            ("br", false),
            ("*", false),
            ("", false),
        ] {
            let headers =
                HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
            assert_eq!(takes_gzip(&headers), takes, "{accepted}");
        }
    }
}
