//! What programs send.

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, header::CONTENT_TYPE},
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::error::Category;

use super::{field::field_of, problem::Fault};
use crate::body::body_of;

/// Deeper than anything that is asked for.
const MOST_DEPTH: usize = 32;

/// A body of JSON. Unknown fields are nobody's business; one of the wrong kind
/// is named.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, _: &S) -> Result<Self, Fault> {
        if !is_json(request.headers()) {
            return Err(Fault::NotJson);
        }
        let body = body_of(request).await?;
        read(&body).map(Self)
    }
}

/// `application/json`, or a kind of it, whatever parameters follow: RFC 9110,
/// 8.3.1 and RFC 6839, 3.1.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let essence = kind.split(|byte| *byte == b';').next().unwrap_or_default();
    let essence = essence.trim_ascii().to_ascii_lowercase();
    essence == b"application/json"
        || (essence.starts_with(b"application/") && essence.ends_with(b"+json"))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    if is_too_deep(body) {
        return Err(Fault::BrokenJson);
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        match error.inner().classify() {
            Category::Data => Fault::wrong_kind(field_of(&error)),
            Category::Io | Category::Syntax | Category::Eof => Fault::BrokenJson,
        }
    })?;
    json.end().map_err(|_| Fault::BrokenJson)?;
    // A list would be taken for the fields in their order.
    let is_object = body.trim_ascii_start().starts_with(b"{");
    is_object.then_some(value).ok_or(Fault::wrong_kind(".".to_owned()))
}

/// Also where nobody looks at it: what is nested so deeply was not meant well.
fn is_too_deep(body: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_DEPTH {
            return true;
        }
    }
    false
}

/// For a field that may be missing, and may be null: that takes it away.
pub fn sent<'de, D, T>(value: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(value).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Sample {
        #[serde(default)]
        body: String,
        #[serde(default)]
        of: Vec<i64>,
        #[serde(default, deserialize_with = "sent")]
        email: Option<Option<String>>,
    }

    #[derive(Debug, Deserialize)]
    struct Whole {
        #[expect(dead_code, reason = "it is never there")]
        pinned: bool,
    }

    fn fault(body: &str) -> String {
        match read::<Sample>(body.as_bytes()) {
            Ok(sample) => panic!("{sample:?}"),
            Err(Fault::Fields(problems)) => problems[0].field.clone(),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn unknown_fields_do_not_matter_and_missing_ones_are_empty() {
        let sample: Sample = read(br#"{"x": {"y": 1}, "of": [1]}"#).unwrap();
        assert_eq!((sample.body.as_str(), sample.of, sample.email), ("", vec![1], None));
        let sample: Sample = read(br#"{"email": null}"#).unwrap();
        assert_eq!(sample.email, Some(None));
    }

    #[test]
    fn what_is_of_the_wrong_kind_is_named() {
        assert_eq!(fault(r#"{"body": 7}"#), "body");
        assert_eq!(fault(r#"{"body": null}"#), "body");
        assert_eq!(fault(r#"{"of": [1, "x"]}"#), "of[1]");
        assert_eq!(fault(r#"{"of": [99999999999999999999]}"#), "of[0]");
        assert_eq!(fault(r#"{"body": "a", "body": "b"}"#), "body");
        assert_eq!(fault("[]"), ".");
    }

    #[test]
    fn what_is_missing_is_named() {
        let fault = read::<Whole>(b"{}").unwrap_err();
        let Fault::Fields(problems) = fault else { panic!("{fault:?}") };
        assert_eq!(problems[0].field, "pinned");
    }

    #[test]
    fn what_is_no_json_is_broken() {
        let deep = format!("{{\"x\": {}1{}}}", "[".repeat(1000), "]".repeat(1000));
        for broken in ["", "{", "{}x", "nil", "{\"body\": \"\u{1}\"}", "\u{feff}{}", &deep] {
            assert_eq!(fault(broken), "BrokenJson", "{broken:.40}");
        }
    }
}
