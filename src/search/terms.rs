//! A word or a phrase that is looked for, as each database is asked for it, and as it is
//! found again in a text that is shown.

use std::ops::Range;

use sea_orm::DbBackend;

use super::{
    stem::stems_of_unfinished,
    words::{Word, words},
};

/// More of a phrase is not looked at: both databases go through a long one word by word,
/// in each message that has all of them.
const MOST_WORDS: usize = 8;

/// Any of its readings will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term(Vec<Reading>);

/// Words that follow each other; the last one may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading {
    words: Vec<String>,
    goes_on: bool,
}

/// A word as the index has it, or how it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'t> {
    pub word: &'t str,
    pub goes_on: bool,
}

/// Whether its last word is known to be whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Whole,
    Open,
}

impl Term {
    /// What was typed without a space, or in quotation marks, follows each other. None
    /// where there is no word in it.
    pub fn of(text: &str, ending: Ending) -> Option<Self> {
        let all = words(text);
        let is_all = |word: &&Word| word.is_beside && word.range == (0..text.len());
        if let Some(name) = all.iter().find(is_all).filter(|_| text.starts_with(['@', '#'])) {
            let goes_on = ending == Ending::Open;
            return Some(Self(vec![Reading { words: vec![name.stem()], goes_on }]));
        }
        let mut running: Vec<Word> = all.into_iter().filter(|word| !word.is_beside).collect();
        running.truncate(MOST_WORDS);
        let last = running.pop()?;
        let before: Vec<String> = running.iter().map(Word::stem).collect();
        let with = |last: String, goes_on| {
            let words = before.iter().cloned().chain([last]).collect();
            Reading { words, goes_on }
        };
        // One letter is the beginning of nearly everything.
        if ending == Ending::Whole || last.text.chars().nth(1).is_none() {
            return Some(Self(vec![with(last.stem(), false)]));
        }
        let unfinished = stems_of_unfinished(&last.text).into_iter().map(|stem| with(stem, false));
        Some(Self([with(last.text.clone(), true)].into_iter().chain(unfinished).collect()))
    }

    /// A label, which is there or is not.
    pub fn label(label: String) -> Self {
        Self::any_label([label])
    }

    /// One of these labels.
    pub fn any_label(labels: impl IntoIterator<Item = String>) -> Self {
        let reading = |label| Reading { words: vec![label], goes_on: false };
        Self(labels.into_iter().map(reading).collect())
    }

    /// How many words one has to compare for it.
    pub fn length(&self) -> usize {
        self.0.first().map_or(0, |reading| reading.words.len())
    }

    /// The share of messages that should have it, by the shares of its words.
    pub fn share(&self, of: impl Fn(Wanted<'_>) -> f64) -> f64 {
        share_of_any(self.0.iter().map(|reading| reading.wanted().map(&of).product()))
    }

    /// Where a text has it: the bytes of each word.
    pub fn ranges(&self, text: &Stems) -> Vec<Range<usize>> {
        let in_running = self.0.iter().flat_map(|reading| reading.ranges(&text.running));
        in_running.chain(self.0.iter().flat_map(|reading| reading.ranges(&text.beside))).collect()
    }

    /// The same with what follows each other as one: from its first word to its last.
    pub fn spans(&self, text: &Stems) -> Vec<Range<usize>> {
        let lists = [&text.running, &text.beside];
        let parts = self.0.iter().flat_map(|reading| lists.map(|all| (reading, all)));
        let spans = parts.flat_map(|(reading, all)| reading.parts(all));
        spans.filter_map(|part| Some(part.first()?.0.start..part.last()?.0.end)).collect()
    }
}

/// The words of a text by their stems, each made once. What begins otherwise than all
/// that is looked for stays as it is: a stem has the first letter of its folded word.
pub(super) struct Stems {
    running: Vec<(Range<usize>, String)>,
    beside: Vec<(Range<usize>, String)>,
}

impl Stems {
    pub fn of(text: &str, terms: &[Term]) -> Self {
        let first = |word: &str| word.chars().next();
        let wanted = terms.iter().flat_map(|term| &term.0).flat_map(|reading| &reading.words);
        let firsts: Vec<Option<char>> = wanted.map(|word| first(word)).collect();
        let (mut running, mut beside) = (Vec::new(), Vec::new());
        for word in words(text) {
            let may_be = firsts.contains(&first(&word.text));
            let list = if word.is_beside { &mut beside } else { &mut running };
            list.push((word.range.clone(), if may_be { word.stem() } else { word.text }));
        }
        Self { running, beside }
    }
}

impl Reading {
    fn wanted(&self) -> impl Iterator<Item = Wanted<'_>> {
        let last = self.words.len() - 1;
        self.words
            .iter()
            .enumerate()
            .map(move |(place, word)| Wanted { word, goes_on: self.goes_on && place == last })
    }

    fn ranges(&self, all: &[(Range<usize>, String)]) -> Vec<Range<usize>> {
        self.parts(all).flat_map(|part| part.iter().map(|(range, _)| range.clone())).collect()
    }

    fn parts<'t>(
        &self,
        all: &'t [(Range<usize>, String)],
    ) -> impl Iterator<Item = &'t [(Range<usize>, String)]> {
        all.windows(self.words.len()).filter(|part| self.is(part))
    }

    fn is(&self, part: &[(Range<usize>, String)]) -> bool {
        let last = self.words.len() - 1;
        self.words.iter().zip(part).enumerate().all(|(place, (wanted, (_, found)))| {
            found == wanted || (self.goes_on && place == last && found.starts_with(wanted))
        })
    }
}

/// The share that has at least one of some, where one tells nothing about another.
pub(super) fn share_of_any(shares: impl Iterator<Item = f64>) -> f64 {
    1.0 - shares.map(|share| 1.0 - share).product::<f64>()
}

/// The question for `@@` or `MATCH`, where all of these must hold; there is at least
/// one. Words have no quotation mark.
pub(super) fn question(backend: DbBackend, terms: &[Term]) -> String {
    let all = terms.iter().map(|term| {
        let readings = term.0.iter().map(|reading| match backend {
            DbBackend::Postgres => for_vector(reading),
            _ => for_fts5(reading),
        });
        let any = if backend == DbBackend::Postgres { " | " } else { " OR " };
        format!("({})", readings.collect::<Vec<_>>().join(any))
    });
    let and = if backend == DbBackend::Postgres { " & " } else { " AND " };
    all.collect::<Vec<_>>().join(and)
}

fn for_vector(reading: &Reading) -> String {
    let word = |Wanted { word, goes_on }: Wanted<'_>| {
        format!("'{word}'{}", if goes_on { ":*" } else { "" })
    };
    reading.wanted().map(word).collect::<Vec<_>>().join(" <-> ")
}

fn for_fts5(reading: &Reading) -> String {
    let goes_on = if reading.goes_on { " *" } else { "" };
    format!("\"{}\"{goes_on}", reading.words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(backend: DbBackend, text: &str, ending: Ending) -> String {
        question(backend, &[Term::of(text, ending).unwrap()])
    }

    #[test]
    fn each_database_is_asked_in_its_own_way() {
        for (text, ending, vector, fts5) in [
            ("Лодки", Ending::Whole, "('лодк')", "(\"лодк\")"),
            ("cart", Ending::Open, "('cart':*)", "(\"cart\" *)"),
            ("boats", Ending::Open, "('boats':* | 'boat')", "(\"boats\" * OR \"boat\")"),
            ("a.org", Ending::Whole, "('a' <-> 'org')", "(\"a org\")"),
            ("@anna", Ending::Open, "('\u{e001}anna':*)", "(\"\u{e001}anna\" *)"),
            ("я", Ending::Open, "('я')", "(\"я\")"),
        ] {
            assert_eq!(asked(DbBackend::Postgres, text, ending), vector);
            assert_eq!(asked(DbBackend::Sqlite, text, ending), fts5);
        }
        for nothing in ["", "…", "\"*\"", "&|!:", "\0", "%"] {
            assert_eq!(Term::of(nothing, Ending::Open), None);
        }
    }

    #[test]
    fn what_is_found_is_marked_in_any_form() {
        let text = "В лодке и без лодки; Meet at the meeting, @anna";
        let found = |typed: &str, ending| {
            let term = Term::of(typed, ending).unwrap();
            let all = Stems::of(text, std::slice::from_ref(&term));
            (term, all)
        };
        let marked = |typed: &str, ending| {
            let (term, all) = found(typed, ending);
            let ranges = term.ranges(&all);
            ranges.into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(marked("лодка", Ending::Whole), ["лодке", "лодки"]);
        assert_eq!(marked("meeti", Ending::Open), ["Meet", "meeting"]);
        assert_eq!(marked("at the", Ending::Whole), ["at", "the"]);
        assert_eq!(marked("the at", Ending::Whole), Vec::<String>::new());
        assert_eq!(marked("@an", Ending::Open), ["@anna"]);
        let (phrase, all) = found("at the", Ending::Whole);
        let phrase = phrase.spans(&all);
        assert_eq!(phrase.iter().map(|span| &text[span.clone()]).collect::<Vec<_>>(), ["at the"]);
    }
}
