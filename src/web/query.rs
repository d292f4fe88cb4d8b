//! What stands behind the `?` of an address, as the type that a page asks for.
//!
//! Unknown names are nobody's business. A value that is not what the page asks
//! for, or one that is given twice, makes an address that leads nowhere.

use std::str::FromStr;

use axum::extract::{self, FromRequestParts, rejection::QueryRejection};
use serde::{Deserialize, Deserializer, de};

use crate::error::Error;

#[derive(Debug, FromRequestParts)]
#[from_request(via(extract::Query), rejection(Error))]
pub struct Query<T>(pub T);

impl From<QueryRejection> for Error {
    fn from(_: QueryRejection) -> Self {
        Self::BadRequest("error-cursor")
    }
}

/// For a value that knows its text but not serde.
pub fn parsed<'de, D, T>(value: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
{
    let text = String::deserialize(value)?;
    text.parse().map(Some).map_err(|_| de::Error::custom("not understood"))
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;

    use super::*;
    use crate::message::Cursor;

    fn cursor(query: &str) -> Result<Cursor, QueryRejection> {
        let uri = Uri::builder().path_and_query(format!("/?{query}")).build().expect("a path");
        extract::Query::try_from_uri(&uri).map(|extract::Query(cursor)| cursor)
    }

    #[test]
    fn a_cursor_is_one_whole_number() {
        assert!(matches!(cursor("before=12"), Ok(Cursor::Before(12))));
        assert!(matches!(cursor("after=0&x=1"), Ok(Cursor::After(0))));
        assert!(matches!(cursor("x=1&x=%ff"), Ok(Cursor::Latest)));
        assert!(matches!(cursor(""), Ok(Cursor::Latest)));
        for wrong in [
            "before=",
            "before=x",
            "before=%ff",
            "after=-1",
            "around=1.5",
            "before=99999999999999999999",
            "before=1&after=2",
            "before=1&before=1",
        ] {
            assert!(cursor(wrong).is_err(), "{wrong}");
        }
    }
}
