//! What a message is found by: the words of its text and of its files, and labels that
//! say where it is, whose, and what it has.

use sea_orm::DbBackend;
use uuid::Uuid;

use super::words::{LABEL, words};
use crate::{
    file::{File, Kind},
    message::links::{Span, spans},
};

/// The words of a text, stemmed. It takes a moment to find them, so that is done before
/// anything is locked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// In the order of the text; an empty one parts two texts.
    running: Vec<String>,
    beside: Vec<String>,
    has_link: bool,
}

impl Words {
    pub fn of(text: &str) -> Self {
        let mut all = Self { has_link: has_link(text), ..Self::default() };
        all.add(text);
        all
    }

    fn add(&mut self, text: &str) {
        for word in words(text) {
            let list = if word.is_beside { &mut self.beside } else { &mut self.running };
            list.push(word.stem());
        }
        self.running.push(String::new());
    }
}

/// Where a message is, whose it is and what it carries: all that is known only at last.
#[derive(Debug, Clone, Copy)]
pub struct Found<'m> {
    pub conversation: Uuid,
    pub author: Uuid,
    /// When it was said, in microseconds since 1970.
    pub at: i64,
    pub files: &'m [File],
}

/// What is stored of a message: for PostgreSQL a `tsvector`, for SQLite the text that
/// FTS5 takes apart at its spaces.
pub fn document(backend: DbBackend, words: &Words, found: Found<'_>) -> String {
    let mut words = words.clone();
    for file in found.files {
        words.add(&file.name);
        words.add(&file.alt);
    }
    let mut labels = vec![in_conversation(found.conversation), from_author(found.author)];
    labels.extend(Has::ALL.into_iter().filter(|has| has.is_so(&words, found)).map(Has::label));
    let placed = words.running.iter().chain(&words.beside);
    match backend {
        // FTS5 goes backwards by itself.
        DbBackend::Postgres => {
            labels.push(on_day(found.at));
            vector(placed, &labels)
        }
        _ => listed(placed, &labels),
    }
}

/// Words have no quotation mark. A label has no place: it is in no phrase.
fn vector<'w>(placed: impl Iterator<Item = &'w String>, labels: &[String]) -> String {
    let placed = placed.zip(1..).filter(|(word, _)| !word.is_empty());
    let placed = placed.map(|(word, place)| format!("'{word}':{place}"));
    let labels = labels.iter().map(|label| format!("'{label}'"));
    placed.chain(labels).collect::<Vec<_>>().join(" ")
}

fn listed<'w>(placed: impl Iterator<Item = &'w String>, labels: &[String]) -> String {
    const GAP: &str = "\u{e000}";
    let placed = placed.map(|word| if word.is_empty() { GAP } else { word });
    placed.chain(labels.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
}

pub(super) fn in_conversation(id: Uuid) -> String {
    format!("{LABEL}in{}", id.simple())
}

pub(super) fn from_author(id: Uuid) -> String {
    format!("{LABEL}from{}", id.simple())
}

/// The day on which something was said, so that the index has what is newer by itself.
pub(super) fn on_day(at: i64) -> String {
    format!("{LABEL}on{}", at.div_euclid(DAY_MICROS))
}

pub(super) const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// What somebody may want a message to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Has {
    /// Of any kind, pictures, too.
    File,
    Picture,
    Link,
}

impl Has {
    pub const ALL: [Self; 3] = [Self::File, Self::Picture, Self::Link];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Picture => "picture",
            Self::Link => "link",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|has| has.as_str().eq_ignore_ascii_case(text))
    }

    pub(super) fn label(self) -> String {
        format!("{LABEL}has{}", self.as_str())
    }

    fn is_so(self, words: &Words, found: Found<'_>) -> bool {
        match self {
            Self::File => !found.files.is_empty(),
            Self::Picture => found.files.iter().any(|file| file.kind == Kind::Picture),
            Self::Link => words.has_link,
        }
    }
}

fn has_link(text: &str) -> bool {
    text.contains("://") && spans(text).iter().any(|span| matches!(span, Span::Link(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(backend: DbBackend, text: &str) -> String {
        let found = Found {
            conversation: Uuid::nil(),
            author: Uuid::nil(),
            at: 7 * DAY_MICROS,
            files: &[],
        };
        document(backend, &Words::of(text), found).replace(&Uuid::nil().simple().to_string(), "0")
    }

    #[test]
    fn each_database_has_it_in_its_own_way() {
        let text = "Лодки, @anna: https://a.org";
        assert_eq!(
            of(DbBackend::Postgres, text),
            "'лодк':1 'anna':2 'https':3 'a':4 'org':5 '\u{e001}anna':7 '\u{e000}in0' \
             '\u{e000}from0' '\u{e000}haslink' '\u{e000}on7'"
        );
        assert_eq!(
            of(DbBackend::Sqlite, text),
            "лодк anna https a org \u{e000} \u{e001}anna \u{e000}in0 \u{e000}from0 \
             \u{e000}haslink"
        );
        assert_eq!(of(DbBackend::Postgres, "…"), "'\u{e000}in0' '\u{e000}from0' '\u{e000}on7'");
    }
}
