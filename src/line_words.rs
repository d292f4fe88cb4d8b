//! How a line of a group reads: what every face says of it.

use crate::{
    conversation::GroupRole,
    language::Words,
    message::{By, Happening, Line},
};

/// A sentence with names and titles in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Words(String),
    /// Of somebody or of the group, as they have chosen it.
    Name(String),
}

impl Sentence {
    pub fn text(&self) -> String {
        let texts = self.parts.iter().map(|part| match part {
            Part::Words(text) | Part::Name(text) => text.as_str(),
        });
        texts.collect()
    }

    /// Of the words of a catalogue in which a mark with its number stands for each
    /// name: so no name can be taken for words.
    fn of(words: &str, names: &[&str]) -> Self {
        let parts = words.split(MARK).enumerate().filter(|(_, part)| !part.is_empty());
        let parts = parts.map(|(place, part)| match part.parse::<usize>() {
            Ok(number) if place % 2 == 1 => {
                Part::Name(names.get(number).copied().unwrap_or_default().to_owned())
            }
            _ => Part::Words(part.to_owned()),
        });
        Self { parts: parts.collect() }
    }
}

/// Around the number of a name.
const MARK: char = '\0';

/// Says what happened, who did it, and to whom; at most the first few of them are
/// named.
pub fn sentence(line: &Line, author: &str, named: &[By], words: Words) -> Sentence {
    let title = line.title.as_deref().unwrap_or_default();
    let mut names = vec![author, title];
    names.extend(named.iter().map(|by| by.display_name.as_str()));
    let whom: Vec<String> = (2..names.len()).map(mark).collect();
    let whom = listed(&whom, line.unnamed(named), words);
    let given = [("author", &*mark(0)), ("title", &*mark(1)), ("whom", &*whom)];
    let count = i64::try_from(line.whom.len()).unwrap_or(i64::MAX);
    Sentence::of(&words.counted(key(line), &count, &given), &names)
}

fn mark(number: usize) -> String {
    format!("{MARK}{number}{MARK}")
}

/// Names as they stand in a sentence, and how many there are beside them.
pub fn listed(names: &[String], others: usize, words: Words) -> String {
    match names {
        [] => String::new(),
        names if others > 0 => {
            let others = i64::try_from(others).unwrap_or(i64::MAX);
            words.counted("line-and-others", &others, &[("names", &names.join(", "))]).into_owned()
        }
        [only] => only.clone(),
        [names @ .., last] => {
            let names = names.join(", ");
            words.with_all("line-and", &[("names", &names), ("last", last)]).into_owned()
        }
    }
}

/// Each key is written out, so that it is found.
fn key(line: &Line) -> &'static str {
    match line.what {
        Happening::Created => "line-created",
        Happening::Added => "line-added",
        Happening::Joined => "line-joined",
        Happening::JoinedByLink => "line-joined-by-link",
        Happening::Left => "line-left",
        Happening::Removed => "line-removed",
        Happening::Role if line.role == Some(GroupRole::Admin) => "line-admin",
        Happening::Role => "line-no-admin",
        Happening::Owner => "line-owner",
        Happening::Titled => "line-titled",
        Happening::Described => "line-described",
        Happening::Pictured => "line-pictured",
        Happening::PictureRemoved => "line-picture-removed",
        Happening::Opened => "line-opened",
        Happening::Closed => "line-closed",
        Happening::HistoryShown => "line-history-shown",
        Happening::HistoryHidden => "line-history-hidden",
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::language::Language;

    fn by(names: &[&str]) -> Vec<By> {
        let by =
            |name: &&str| By { username: name.to_lowercase(), display_name: (*name).to_owned() };
        names.iter().map(by).collect()
    }

    fn said(line: &Line, named: &[&str]) -> [String; 2] {
        Language::ALL.map(|language| sentence(line, "Ada", &by(named), language.words()).text())
    }

    fn about(what: Happening, count: usize) -> Line {
        Line::about(what, vec![Uuid::nil(); count]).with_title("The pond")
    }

    #[test]
    fn names_are_listed_and_the_others_are_counted() {
        let added = |count, named: &[&str]| said(&about(Happening::Added, count), named)[0].clone();
        assert_eq!(added(1, &["Tom"]), "Ada added Tom");
        assert_eq!(added(2, &["Tom", "Eve"]), "Ada added Tom and Eve");
        assert_eq!(added(3, &["Tom", "Eve", "Ann"]), "Ada added Tom, Eve and Ann");
        assert_eq!(
            added(5, &["Tom", "Eve", "Ann", "Bob"]),
            "Ada added Tom, Eve, Ann, Bob and 1 other"
        );
        assert_eq!(
            added(9, &["Tom", "Eve", "Ann", "Bob"]),
            "Ada added Tom, Eve, Ann, Bob and 5 others"
        );
    }

    #[test]
    fn names_stand_apart_from_words() {
        let line = about(Happening::Titled, 0).with_title("1 { $author }");
        let sentence = sentence(&line, "Ada \"A\"", &[], Language::English.words());
        let name = |name: &str| Part::Name(name.to_owned());
        let words = Part::Words(" changed the title to ".to_owned());
        assert_eq!(sentence.parts, [name("Ada \"A\""), words, name("1 { $author }")]);
    }

    #[test]
    fn whatever_happens_is_a_sentence_in_each_language() {
        for what in Happening::ALL {
            for role in [GroupRole::Admin, GroupRole::Member] {
                for text in said(&about(what, 1).with_role(role), &["Tom"]) {
                    let names_somebody = text.contains("Ada") || text.contains("Tom");
                    assert!(names_somebody && !text.contains("line-"), "{text}");
                }
            }
        }
    }
}
