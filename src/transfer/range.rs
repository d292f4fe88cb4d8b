//! Which bytes of a file are asked for (RFC 9110, 14).

use std::ops::Range;

use axum::http::{HeaderMap, HeaderName, header};

/// What an answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    Whole,
    Part(Range<u64>),
    /// Nothing of it is there.
    Beyond,
    /// Whoever asks has it as it is.
    Unchanged,
}

impl Asked {
    /// Of something with so many bytes that is called so. Several ranges are answered
    /// with the whole, as is what is no range.
    pub fn of(headers: &HeaderMap, size: u64, etag: &str) -> Self {
        if text(headers, header::IF_NONE_MATCH).is_some_and(|given| names(given, etag)) {
            return Self::Unchanged;
        }
        let is_same = text(headers, header::IF_RANGE).is_none_or(|given| given.trim() == etag);
        let range = text(headers, header::RANGE).filter(|_| is_same);
        range.and_then(|range| bytes(range, size)).unwrap_or(Self::Whole)
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// A proxy that compresses makes a tag a weak one.
fn names(given: &str, etag: &str) -> bool {
    let mut tags = given.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
    tags.any(|tag| tag == etag || tag == "*")
}

fn bytes(range: &str, size: u64) -> Option<Asked> {
    let (unit, range) = range.trim().split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
        return None;
    }
    let (first, last) = match (number(first)?, number(last)?) {
        (Some(first), Some(last)) if last < first => return None,
        (Some(first), last) => (first, last.map_or(size, |last| last.saturating_add(1)).min(size)),
        (None, Some(last)) => (size - last.min(size), size),
        (None, None) => return None,
    };
    Some(if first < last { Asked::Part(first..last) } else { Asked::Beyond })
}

/// Nothing, or digits alone; more than fit are as many as there are.
fn number(text: &str) -> Option<Option<u64>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Some(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(fields: &[(HeaderName, &str)]) -> Asked {
        let fields = fields.iter().map(|(name, value)| (name.clone(), value.parse().unwrap()));
        Asked::of(&fields.collect(), 100, "\"tag\"")
    }

    #[test]
    fn one_range_is_understood() {
        let of = |range| asked(&[(header::RANGE, range)]);
        for (range, part) in [
            ("bytes=0-0", 0..1),
            ("bytes=0-", 0..100),
            ("bytes=10-19", 10..20),
            ("bytes=90-999", 90..100),
            ("bytes=-10", 90..100),
            ("bytes=-1000", 0..100),
            ("Bytes=5-99999999999999999999", 5..100),
        ] {
            assert_eq!(of(range), Asked::Part(part), "{range}");
        }
        for beyond in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999-"] {
            assert_eq!(of(beyond), Asked::Beyond, "{beyond}");
        }
        for other in
            ["bytes=0-1,5-6", "bytes=5-4", "bytes=", "bytes=-", "bytes=a-b", "pages=1-2", "bytes"]
        {
            assert_eq!(of(other), Asked::Whole, "{other}");
        }
    }

    #[test]
    fn a_range_is_of_what_it_was_begun_with() {
        let range = (header::RANGE, "bytes=0-0");
        let of = |tag| asked(&[range.clone(), (header::IF_RANGE, tag)]);
        assert_eq!(of("\"tag\""), Asked::Part(0..1));
        assert_eq!(of("\"other\""), Asked::Whole);
        assert_eq!(of("Sun, 29 Nov 2026 00:00:00 GMT"), Asked::Whole);
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        for known in ["\"tag\"", "\"a\", W/\"tag\"", "*"] {
            assert_eq!(asked(&[(header::IF_NONE_MATCH, known)]), Asked::Unchanged);
        }
        assert_eq!(asked(&[(header::IF_NONE_MATCH, "\"a\"")]), Asked::Whole);
    }
}
