//! Names as people search for them: without case, accents and odd spaces.

use std::{collections::HashSet, ops::Range};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use uuid::Uuid;

use super::Person;
use crate::{error::Result, store::Database, visible::is_hidden};

/// Words of a display name that one can be found by. More would let one name
/// crowd out the others.
const MOST_WORDS: usize = 8;
/// Longer than any name: nobody is found, so nobody is asked.
const MOST_CHARACTERS: usize = 100;
/// People shown for one search.
pub const MOST_FOUND: usize = 20;
/// Rows that may belong to so many people: user name and words of each.
pub const MOST_ROWS: usize = MOST_FOUND * (MOST_WORDS + 1);

/// Compatibility decomposition (Unicode UAX 15), then without combining marks
/// and what cannot be seen, in lower case: "  Zoë  Ёлкина" is "zoe елкина".
pub fn folded(name: &str) -> String {
    let seen = |c: &char| !is_combining_mark(*c) && (c.is_whitespace() || !is_hidden(*c));
    let plain: String = name.nfkd().filter(seen).flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All that somebody is found by: the user name, and each word of the display
/// name with what follows it.
pub fn names_of(username: &str, display_name: &str) -> Vec<Vec<u8>> {
    let shown = folded(display_name);
    let words: Vec<&str> = shown.split(' ').filter(|word| !word.is_empty()).collect();
    let mut names: Vec<Vec<u8>> = (0..words.len().min(MOST_WORDS))
        .map(|first| words[first..].join(" ").into_bytes())
        .collect();
    names.push(username.as_bytes().to_vec());
    names.sort();
    names.dedup();
    names
}

/// What begins with the typed name; none when nothing was typed or when it is
/// longer than any name. UTF-8 has no byte 0xff, so it ends the range.
pub fn prefix(typed: &str) -> Option<Range<Vec<u8>>> {
    if typed.chars().count() > MOST_CHARACTERS {
        return None;
    }
    let name = folded(typed.trim_start().trim_start_matches('@')).into_bytes();
    let end = [&name[..], &[0xff]].concat();
    (!name.is_empty()).then_some(name..end)
}

/// Whom `reader` means by what was typed: the beginning of a name, or a whole
/// e-mail. Contacts come first; at most 20.
pub async fn find(database: &Database, reader: Uuid, typed: &str) -> Result<Vec<Person>> {
    let mut found = Vec::new();
    // PostgreSQL cannot even be asked about a NUL; nobody is called that.
    if typed.contains('@') && !typed.contains('\0') {
        let email = typed.trim().to_lowercase();
        found.extend(database.people().with_email(reader, &email).await?);
    }
    if let Some(names) = prefix(typed) {
        found.extend(database.people().contacts_called(reader, names.clone()).await?);
        found.extend(database.people().called(reader, names).await?);
    }
    let mut known = HashSet::new();
    found.retain(|person| known.insert(person.id));
    found.truncate(MOST_FOUND);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, username: &str, display_name: &str) -> bool {
        let Some(range) = prefix(typed) else { return false };
        names_of(username, display_name).iter().any(|name| range.contains(name))
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
        ] {
            assert!(finds(typed, "someone", name), "{typed} finds {name}");
        }
    }

    #[test]
    fn nothing_and_too_much_find_nobody() {
        for typed in ["", "  ", "@", "\u{301}", "\u{200b}", &"a".repeat(10_000)] {
            assert_eq!(prefix(typed), None, "{typed:?}");
        }
        for typed in ["%", "_", "a%", "\\", "'"] {
            assert!(!finds(typed, "anna", "Anna Petrova"), "{typed}");
        }
    }

    #[test]
    fn one_name_has_a_bounded_number_of_entries() {
        assert_eq!(names_of("anna", &"a ".repeat(32)).len(), MOST_WORDS + 1);
    }
}
