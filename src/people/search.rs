//! Whom somebody means by what they typed.

use std::{collections::HashSet, ops::Range};

use natter_migration::names::MOST_NAMES;
pub use natter_migration::names::{folded, names_of};
use uuid::Uuid;

use super::{PeopleRepository, Person};
use crate::{error::Result, store::Database, visible::is_hidden};

/// Longer than any name: nobody is found, so nobody is asked.
const MOST_CHARACTERS: usize = 100;
/// So many that a list of everybody helps more than a search.
const FEW: usize = 50;
/// People shown for one search.
pub const MOST_FOUND: usize = 20;
/// Rows that may belong to so many people.
pub const MOST_ROWS: usize = MOST_FOUND * MOST_NAMES;

/// What somebody is looked for by: the beginning of a name, folded.
#[derive(Debug, PartialEq, Eq)]
pub struct Sought {
    name: String,
    /// The user name that this would be, whole.
    pub username: String,
}

impl Sought {
    /// None when nothing was typed or when it is longer than any name.
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.chars().count() > MOST_CHARACTERS {
            return None;
        }
        let seen: String = typed.chars().filter(|c| c.is_whitespace() || !is_hidden(*c)).collect();
        let seen = seen.trim().trim_start_matches('@');
        let name = folded(seen);
        (!name.is_empty()).then(|| Self { name, username: seen.to_lowercase() })
    }

    /// All names that begin so. UTF-8 has no byte 0xff, so it ends the range.
    pub fn names(&self) -> Range<Vec<u8>> {
        let start = self.name.as_bytes();
        start.to_vec()..[start, &[0xff]].concat()
    }
}

/// Whom `reader` means by what was typed: first who has exactly this user name,
/// then contacts; at most 20.
pub async fn find(database: &Database, reader: Uuid, typed: &str) -> Result<Vec<Person>> {
    let Some(sought) = Sought::parse(typed) else { return Ok(Vec::new()) };
    let mut found = PeopleRepository::of(database).contacts_called(reader, &sought).await?;
    found.extend(PeopleRepository::of(database).called(reader, &sought).await?);
    found.sort_by_key(|person| person.username != sought.username);
    let mut known = HashSet::new();
    found.retain(|person| known.insert(person.id));
    found.truncate(MOST_FOUND);
    Ok(found)
}

/// Everybody but the reader and the reader's contacts; none where there are too
/// many to look through.
pub async fn others(database: &Database, reader: Uuid) -> Result<Option<Vec<Person>>> {
    let mut people = PeopleRepository::of(database).everybody(reader, FEW as u64 + 1).await?;
    if people.len() > FEW {
        return Ok(None);
    }
    people.retain(|person| person.id != reader && !person.is_contact);
    Ok(Some(in_order(people)))
}

/// By name, as people would order them.
pub fn in_order(mut people: Vec<Person>) -> Vec<Person> {
    people.sort_by_cached_key(|person| (folded(&person.display_name), person.username.clone()));
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, username: &str, display_name: &str) -> bool {
        let Some(sought) = Sought::parse(typed) else { return false };
        names_of(username, display_name).iter().any(|name| sought.names().contains(name))
    }

    #[test]
    fn people_are_found_by_the_beginning_of_any_name() {
        for typed in ["a", "anna", "@anna", "ANNA P", "petr", "  Petrova ", "аня", "Ня"] {
            assert_eq!(finds(typed, "anna", "Anna Petrova Аня"), typed != "Ня", "{typed}");
        }
        assert!(!finds("etrova", "anna", "Anna Petrova"));
        assert!(!finds("anna  x", "anna", "Anna Petrova"));
    }

    #[test]
    fn case_accents_and_composition_do_not_matter() {
        for (typed, name) in [
            ("zoe", "Zoë"),
            ("ZOË", "Zoe"),
            ("zoe\u{308}", "Zoë"),
            ("елкина", "Ёлкина"),
            ("ёл", "елкина"),
            ("Мой", "мои"),
            ("שלום", "שָׁלוֹם"),
            ("ﬁona", "Fiona"),
            ("\u{200f}anna", "anna"),
            ("o’brien", "Conor O'Brien"),
            ("obrien", "Conor O’Brien"),
            ("мария", "Ольга-Мария"),
            ("Ольга Мария", "Ольга-Мария"),
            ("οδυσσευς", "ΟΔΥΣΣΕΥΣ"),
            ("weiss", "Jana Weiß"),
        ] {
            assert!(finds(typed, "someone", name), "{typed} finds {name}");
        }
    }

    #[test]
    fn nothing_and_too_much_find_nobody() {
        for typed in ["", "  ", "@", "\u{301}", "\u{200b}", "-", "'", &"a".repeat(10_000)] {
            assert_eq!(Sought::parse(typed), None, "{typed:?}");
        }
        for typed in ["%", "_", "a%", "\\", "'"] {
            assert!(!finds(typed, "anna", "Anna Petrova"), "{typed}");
        }
    }

    #[test]
    fn a_user_name_is_found_as_it_is_written() {
        for typed in ["anna-maria", "@ANNA-m", "anna m", "\u{200f}anna-maria"] {
            assert!(finds(typed, "anna-maria_x", "Somebody"), "{typed}");
        }
        let sought = Sought::parse(" @Anna-Maria ").expect("a name");
        assert_eq!(sought.username, "anna-maria");
    }
}
