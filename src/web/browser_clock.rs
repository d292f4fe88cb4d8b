//! The clock that a browser goes by, as its script tells it in a cookie.
//!
//! The cookie comes from outside: what is not exactly a zone and a way to
//! count the hours counts as absent, and is never an error.

use axum::http::{HeaderMap, header::COOKIE};
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// `natter_clock=Europe/Berlin.h23`.
const NAME: &[u8] = b"natter_clock=";

/// How the hours of a day are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Hours {
    /// Twice from 12 to 11.
    H12,
    /// From 0 to 23.
    #[default]
    H23,
}

impl Hours {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::H12 => "h12",
            Self::H23 => "h23",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::H12, Self::H23].into_iter().find(|hours| hours.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserClock {
    pub zone: TimeZone,
    pub hours: Hours,
}

impl BrowserClock {
    /// Of several cookies the first that makes sense. Looked at as bytes,
    /// because other cookies of the same host need not be text.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        headers
            .get_all(COOKIE)
            .iter()
            .flat_map(|cookies| cookies.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|cookie| cookie.trim_ascii().strip_prefix(NAME))
            .find_map(|value| Self::parse(std::str::from_utf8(value).ok()?))
    }

    fn parse(value: &str) -> Option<Self> {
        let (name, hours) = value.split_once('.')?;
        // The database finds names in any case; a browser knows the right one.
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        (zone.iana_name() == Some(name)).then_some(())?;
        Some(Self { zone, hours: Hours::parse(hours)? })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn told(cookies: &[&[u8]]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, HeaderValue::from_bytes(cookie).expect("a header"));
        }
        let clock = BrowserClock::of(&headers)?;
        Some(format!("{}.{}", clock.zone.iana_name()?, clock.hours.as_str()))
    }

    #[test]
    fn a_zone_and_hours_are_believed() {
        for right in ["Europe/Berlin.h23", "America/New_York.h12", "UTC.h23", "Asia/Calcutta.h12"] {
            let cookie = format!("natter=abc; natter_clock={right}; other=1");
            assert_eq!(told(&[cookie.as_bytes()]).as_deref(), Some(right));
        }
    }

    #[test]
    fn anything_else_counts_as_absent() {
        for junk in [
            "",
            "Europe/Berlin",
            ".h23",
            "Europe/Berlin.",
            "Europe/Berlin.h24",
            "europe/berlin.h23",
            "Europe/Atlantis.h23",
            "+03:00.h23",
            "../../etc/passwd.h23",
            "Europe/Berlin.h23.h12",
            "\"Europe/Berlin.h23\"",
            "Europe%2FBerlin.h23",
            "<b>.h12",
        ] {
            assert_eq!(told(&[format!("natter_clock={junk}").as_bytes()]), None, "{junk}");
        }
        assert_eq!(told(&[b"natter_clock=M\xfcnchen.h23"]), None);
        assert_eq!(told(&[b"not_natter_clock=Europe/Berlin.h23"]), None);
        assert_eq!(told(&[]), None);
    }

    #[test]
    fn of_several_the_first_that_makes_sense_counts() {
        let cookies: [&[u8]; 2] =
            [b"other=\xe9; natter_clock=x", b"natter_clock=Asia/Tokyo.h23; natter_clock=UTC.h12"];
        assert_eq!(told(&cookies).as_deref(), Some("Asia/Tokyo.h23"));
    }
}
