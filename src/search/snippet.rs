//! A little of a message around what was found.

use std::ops::Range;

use super::terms::{Stems, Term};

/// Characters before the first mark, and of all.
const BEFORE: usize = 40;
const MOST: usize = 200;

/// A part of a text in one line, and what of it was found: characters, each with where it
/// begins and where it has ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    pub text: String,
    pub marks: Vec<(usize, usize)>,
}

/// Of the first of these texts in which something is found, else of the first one.
pub(super) fn snippet(texts: &[&str], terms: &[Term]) -> Snippet {
    let mut found = texts.iter().map(|text| (*text, marked(text, terms)));
    let first = texts.first().map(|text| (*text, Vec::new()));
    match found.find(|(_, ranges)| !ranges.is_empty()).or(first) {
        Some((text, ranges)) => around(text, &ranges),
        None => Snippet::default(),
    }
}

/// In order, none over another.
fn marked(text: &str, terms: &[Term]) -> Vec<Range<usize>> {
    let all = Stems::of(text, terms);
    let mut ranges: Vec<_> = terms.iter().flat_map(|term| term.ranges(&all)).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

fn around(text: &str, ranges: &[Range<usize>]) -> Snippet {
    let start = beginning(text, ranges.first().map_or(0, |range| range.start));
    let end = ending(text, start);
    let mut snippet = Snippet::default();
    let mut length = 0;
    if start > 0 {
        snippet.text.push('…');
        length = 1;
    }
    let is_marked = |place: usize| ranges.iter().any(|range| range.contains(&place));
    let mut was_marked = false;
    for (place, c) in text[start..end].char_indices() {
        let marks = is_marked(start + place);
        match (was_marked, marks) {
            (false, true) => snippet.marks.push((length, length)),
            // Two words that stand side by side are two marks.
            (true, true) if ranges.iter().any(|range| range.start == start + place) => {
                snippet.marks.push((length, length));
            }
            _ => {}
        }
        snippet.text.push(if c.is_whitespace() { ' ' } else { c });
        length += 1;
        if let (true, Some(mark)) = (marks, snippet.marks.last_mut()) {
            mark.1 = length;
        }
        was_marked = marks;
    }
    if end < text.len() {
        snippet.text.push('…');
    }
    snippet
}

/// At a word, not far before this place.
fn beginning(text: &str, mark: usize) -> usize {
    let mut before = text[..mark].char_indices().rev().map(|(place, _)| place);
    let Some(far) = before.nth(BEFORE) else { return 0 };
    let part = &text[far..mark];
    part.char_indices()
        .find(|(_, c)| c.is_whitespace())
        .map_or(far, |(place, c)| far + place + c.len_utf8())
}

/// After a word, where the text is longer than what is shown.
fn ending(text: &str, start: usize) -> usize {
    let shown = &text[start..];
    let Some((most, _)) = shown.char_indices().nth(MOST) else { return text.len() };
    let last = shown[..most].rfind(char::is_whitespace).filter(|end| *end > most / 2);
    start + last.unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::{super::terms::Ending, *};

    fn of(texts: &[&str], typed: &[&str]) -> (String, Vec<String>) {
        let terms: Vec<Term> =
            typed.iter().filter_map(|one| Term::of(one, Ending::Whole)).collect();
        let Snippet { text, marks } = snippet(texts, &terms);
        let part = |(from, to): &(usize, usize)| text.chars().skip(*from).take(to - from).collect();
        let marks = marks.iter().map(part).collect();
        (text, marks)
    }

    #[test]
    fn what_was_found_is_marked_in_a_little_text() {
        let (text, marks) = of(&["First\ncoat is on"], &["coats", "on"]);
        assert_eq!((text.as_str(), marks), ("First coat is on", vec!["coat".into(), "on".into()]));
        let long = format!("{} лодка 🥟 здесь {}", "слово ".repeat(50), "потом ".repeat(100));
        let (text, marks) = of(&[&long], &["лодки", "🥟"]);
        assert!(text.starts_with("…слово") && text.ends_with("потом…"), "{text}");
        assert!(text.chars().count() <= MOST + 2);
        assert_eq!(marks, ["лодка", "🥟"]);
    }

    #[test]
    fn a_file_is_shown_where_the_text_has_nothing() {
        let (text, marks) = of(&["look", "oars.pdf"], &["oars"]);
        assert_eq!((text.as_str(), marks), ("oars.pdf", vec!["oars.pdf".to_owned()]));
        assert_eq!(of(&["look", "x"], &["nothing"]), ("look".to_owned(), vec![]));
        assert_eq!(of(&[], &["nothing"]).0, "");
    }

    #[test]
    fn any_text_has_a_snippet() {
        for text in ["", "🇷🇺", &"я".repeat(5_000), &"a\u{301} ".repeat(1_000), "東京東京"]
        {
            let (shown, _) = of(&[text], &["a", "京", "я"]);
            assert!(shown.chars().count() <= MOST + 2);
        }
    }
}
