//! What somebody looks for, taken apart. Every text is a query: nothing in it is an
//! operator that could be wrong.

use jiff::tz::TimeZone;

use super::{
    document::Has,
    terms::{Ending, Term},
};
use crate::message::{END, start_of};

/// More of what was typed is not looked at.
const MOST_CHARACTERS: usize = 1_000;
const MOST_TERMS: usize = 24;
/// Words of all terms together.
const MOST_WORDS: usize = 24;

/// What was typed, and what was chosen beside it; all of it has to hold.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words, phrases in quotation marks, and filters like `from:anna`, `in:"Rowing club"`,
    /// `after:2026-11-01`, `before:2026-12-01`, `has:link`.
    pub text: String,
    pub filters: Filters,
}

/// As texts of an address: what says nothing is no filter, what says nonsense finds
/// nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// User names.
    pub from: Vec<String>,
    /// Titles, names of people, or ids of conversations.
    pub within: Vec<String>,
    /// Days: from the beginning of this one on, and up to the beginning of that one.
    pub after: Vec<String>,
    pub before: Vec<String>,
    pub has: Vec<String>,
}

/// A query that can be asked.
#[derive(Debug, Default)]
pub struct Asked {
    pub(super) terms: Vec<Term>,
    pub(super) has: Vec<Has>,
    pub(super) from: Vec<String>,
    pub(super) within: Vec<String>,
    /// In microseconds since 1970.
    pub(super) since: i64,
    pub(super) until: Option<i64>,
}

impl Query {
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), filters: Filters::default() }
    }

    /// Days alone are not looked for: that would be all that was said then.
    pub fn is_only_days(&self) -> bool {
        let asked = self.read(&TimeZone::UTC).filter(Asked::is_nothing);
        asked.is_some_and(|asked| asked.since > 0 || asked.until.is_some())
    }

    /// None where it names what cannot be: an impossible day, or something else that no
    /// message has. Days are those of this zone.
    pub fn read(&self, zone: &TimeZone) -> Option<Asked> {
        let end = self.text.char_indices().nth(MOST_CHARACTERS);
        let text = end.map_or(&*self.text, |(end, _)| &self.text[..end]);
        let mut filters = self.filters.clone();
        let mut pieces = Vec::new();
        for piece in pieces_of(text) {
            match piece {
                Piece::Filter(name, value) => filters.list(name).push(value.to_owned()),
                other => pieces.push(other),
            }
        }
        let mut asked = Asked { terms: terms(&pieces), ..Asked::default() };
        let given = |list: Vec<String>| list.into_iter().filter(|one| !one.trim().is_empty());
        asked.from = given(filters.from).collect();
        asked.within = given(filters.within).collect();
        for has in given(filters.has) {
            asked.has.push(Has::parse(has.trim())?);
        }
        for day in given(filters.after) {
            asked.since = asked.since.max(start(&day, zone)?);
        }
        for day in given(filters.before) {
            let until = start(&day, zone)?;
            asked.until = Some(asked.until.map_or(until, |known| known.min(until)));
        }
        Some(asked)
    }
}

impl Asked {
    /// Whether there is anything to look for.
    pub fn is_nothing(&self) -> bool {
        self.terms.is_empty()
            && self.has.is_empty()
            && self.from.is_empty()
            && self.within.is_empty()
    }
}

impl Filters {
    fn list(&mut self, name: Name) -> &mut Vec<String> {
        match name {
            Name::From => &mut self.from,
            Name::In => &mut self.within,
            Name::After => &mut self.after,
            Name::Before => &mut self.before,
            Name::Has => &mut self.has,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    From,
    In,
    After,
    Before,
    Has,
}

impl Name {
    fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "from" => Self::From,
            "in" => Self::In,
            "after" => Self::After,
            "before" => Self::Before,
            "has" => Self::Has,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Plain(&'t str),
    Quoted(&'t str),
    Filter(Name, &'t str),
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '＂')
}

/// Between white space and quotation marks; one that is not closed goes to the end.
fn pieces_of(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if is_quote(first) {
            let (quoted, after) = quoted(rest);
            pieces.push(Piece::Quoted(quoted));
            rest = after.trim_start();
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        let named =
            piece.split_once(':').and_then(|(name, value)| Some((Name::parse(name)?, value)));
        rest = match named {
            Some((name, "")) if after.starts_with(is_quote) => {
                let (value, after) = quoted(after);
                pieces.push(Piece::Filter(name, value));
                after
            }
            Some((name, value)) => {
                pieces.push(Piece::Filter(name, value));
                after
            }
            None => {
                pieces.push(Piece::Plain(piece));
                after
            }
        }
        .trim_start();
    }
    pieces
}

/// What stands in quotation marks at the beginning, and what follows them.
fn quoted(text: &str) -> (&str, &str) {
    let mut inner = text.chars();
    inner.next();
    let inner = inner.as_str();
    match inner.char_indices().find(|(_, c)| is_quote(*c)) {
        Some((end, quote)) => (&inner[..end], &inner[end + quote.len_utf8()..]),
        None => (inner, ""),
    }
}

/// The last word may not be typed to its end.
fn terms(pieces: &[Piece<'_>]) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut left = MOST_WORDS;
    for (place, piece) in pieces.iter().take(MOST_TERMS).enumerate() {
        let term = match piece {
            Piece::Quoted(text) => Term::of(text, Ending::Whole),
            Piece::Plain(text) if place + 1 == pieces.len() => Term::of(text, Ending::Open),
            Piece::Plain(text) => Term::of(text, Ending::Whole),
            Piece::Filter(..) => None,
        };
        if let Some(term) = term.filter(|term| term.length() <= left && !terms.contains(term)) {
            left -= term.length();
            terms.push(term);
        }
    }
    terms
}

/// Where a day begins, in microseconds; none where there is no such day.
fn start(day: &str, zone: &TimeZone) -> Option<i64> {
    start_of(day.trim().parse().ok()?, zone)
}

/// Where a page goes on: below this message, as it stood in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// When it was said, in microseconds since 1970.
    pub at: i64,
    pub conversation: uuid::Uuid,
    pub seq: i64,
}

impl Cursor {
    /// Above all that will be said in the next two hundred years.
    pub const START: Self = Self { at: END, conversation: uuid::Uuid::max(), seq: i64::MAX };

    /// As it stands in an address.
    pub fn to_text(self) -> String {
        format!("{}-{}-{}", self.at, self.conversation.simple(), self.seq)
    }

    /// None for what is no cursor.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let at: i64 = parts.next()?.parse().ok()?;
        let conversation = uuid::Uuid::try_parse(parts.next()?).ok()?;
        let seq = parts.next()?.parse().ok()?;
        Some(Self { at: at.min(Self::START.at), conversation, seq })
    }

    /// The same, or what was said before this time.
    pub(super) fn at_most(self, until: Option<i64>) -> Self {
        match until {
            Some(until) if until <= self.at => {
                Self { at: until, conversation: uuid::Uuid::nil(), seq: 0 }
            }
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Asked> {
        Query::of(text).read(&TimeZone::UTC)
    }

    #[test]
    fn filters_are_taken_out_of_what_was_typed() {
        let asked =
            read("boat from:anna in:\"Rowing club\" before:2026-11-01 HAS:link «два слова»")
                .unwrap();
        assert_eq!(asked.terms.len(), 2);
        assert_eq!((asked.from, asked.within), (vec!["anna".into()], vec!["Rowing club".into()]));
        assert_eq!((asked.has, asked.since), (vec![Has::Link], 0));
        assert_eq!(asked.until, Some(1_793_491_200_000_000));
        let after = read("after:2026-11-01 after:2026-11-02").unwrap();
        assert_eq!(after.since, 1_793_577_600_000_000);
    }

    #[test]
    fn days_alone_are_no_question() {
        assert!(Query::of("after:2026-11-01").is_only_days());
        for other in ["", "boat after:2026-11-01", "after:never", "from:me before:2026-11-01"] {
            assert!(!Query::of(other).is_only_days(), "{other}");
        }
    }

    #[test]
    fn what_cannot_be_is_not_asked() {
        for text in ["before:2026-13-45", "after:yesterday", "has:dragon", "a before:2026-02-30"] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn any_text_is_a_query() {
        for text in [
            "", "\"", "\"\"", "in:\"", "from:", "*", "NEAR", "&|!:", "%", "\0", "'", "((",
            "in:\"\"x",
        ] {
            assert!(read(text).is_some(), "{text:?}");
        }
        assert!(read("from: has: \"…\" *").unwrap().is_nothing());
        let many: String = (0..10_000).map(|n| format!("word{n} ")).collect();
        assert_eq!(read(&many).unwrap().terms.len(), MOST_TERMS);
        assert_eq!(read(&"a.a.a.a.a.a.a.a.a.a ".repeat(20)).unwrap().terms.len(), 1);
        let phrases: String = (0..20).map(|n| format!("a.b.c.d.e.f.g{n} ")).collect();
        assert_eq!(read(&phrases).unwrap().terms.len(), 3, "no more than 24 words");
        assert_eq!(read("http://a.org/x foo:bar").unwrap().terms.len(), 2);
    }

    #[test]
    fn a_cursor_is_read_again() {
        for cursor in [
            Cursor::START,
            Cursor { at: 7, conversation: uuid::Uuid::now_v7(), seq: 3 },
            Cursor { at: 0, conversation: uuid::Uuid::nil(), seq: 0 },
        ] {
            assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        }
        for wrong in ["", "1", "1-2-3", "a-b-c", "1-00000000000000000000000000000000-"] {
            assert_eq!(Cursor::parse(wrong), None);
        }
    }
}
