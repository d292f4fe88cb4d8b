//! What an address of the search asks for.

use url::form_urlencoded;

use crate::{
    error::{Error, Result},
    paths,
    search::{Cursor, Filters, Query},
};

/// Words and filters, and from where to go on. Boxes that are ticked together have one
/// name, so a name may be there several times.
#[derive(Debug)]
pub struct Asked {
    pub query: Query,
    pub below: Cursor,
}

impl Asked {
    /// Of what stands behind the `?`: any text is a search, and names that are not known
    /// are nobody's business. Only a cursor that never was one leads nowhere.
    pub fn read(address: &str) -> Result<Self> {
        let mut asked = Self { query: Query::default(), below: Cursor::START };
        for (name, value) in form_urlencoded::parse(address.as_bytes()) {
            let Filters { from, within, after, before, has } = &mut asked.query.filters;
            match &*name {
                "q" => asked.query.text = value.into_owned(),
                "from" => from.push(value.into_owned()),
                "in" => within.push(value.into_owned()),
                "after" => after.push(value.into_owned()),
                "before" => before.push(value.into_owned()),
                "has" => has.push(value.into_owned()),
                "cursor" if !value.is_empty() => {
                    asked.below = Cursor::parse(&value).ok_or(Error::BadRequest("error-cursor"))?;
                }
                _ => {}
            }
        }
        Ok(asked)
    }

    /// The first part of what is found, with who and what is called so above it.
    pub fn is_first(&self) -> bool {
        self.below == Cursor::START
    }

    /// Filters are about messages alone.
    pub fn is_filtered(&self) -> bool {
        self.filters().any(|(_, value)| !value.trim().is_empty())
    }

    /// Whether there is anything to look for.
    pub fn is_something(&self) -> bool {
        let says = self.is_filtered() || !self.query.text.trim().is_empty();
        says && !self.query.is_only_days()
    }

    pub fn has(&self, what: &str) -> bool {
        self.query.filters.has.iter().any(|one| one.trim() == what)
    }

    /// The address of the same, further on.
    pub fn path_from(&self, cursor: Cursor) -> String {
        let cursor = cursor.to_text();
        let asked = [("q", &*self.query.text)].into_iter().chain(self.filters());
        paths::search(asked.chain([("cursor", &*cursor)]))
    }

    fn filters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Filters { from, within, after, before, has } = &self.query.filters;
        let named = [("from", from), ("in", within), ("after", after), ("before", before)];
        let named = named.into_iter().chain([("has", has)]);
        named.flat_map(|(name, values)| values.iter().map(move |value| (name, &**value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written() {
        let asked = Asked::read("q=%22high+water%22&from=&has=link&has=file&in=a%26b&x=1").unwrap();
        assert_eq!(asked.query.text, "\"high water\"");
        assert!(asked.has("link") && asked.has("file") && !asked.has("picture"));
        assert!(asked.is_first() && asked.is_filtered());
        let at = Cursor { at: 7, conversation: uuid::Uuid::nil(), seq: 3 };
        let path = asked.path_from(at);
        assert_eq!(
            path,
            "/search?q=%22high+water%22&in=a%26b&has=link&has=file\
             &cursor=7-00000000000000000000000000000000-3"
        );
        let again = Asked::read(path.split_once('?').unwrap().1).unwrap();
        assert_eq!((again.below, again.query.text), (at, asked.query.text));
    }

    #[test]
    fn only_a_cursor_can_be_wrong() {
        for any in ["", "q", "q=%ff%00", "&&=&", "q=1&q=2", "cursor=", "has=dragon"] {
            assert!(Asked::read(any).is_ok(), "{any}");
        }
        assert!(Asked::read("q=a&cursor=yesterday").is_err());
        assert!(!Asked::read("q=a&from=+&in=").unwrap().is_filtered());
    }
}
