//! The file `.env`, whose lines count where the environment says nothing.
//!
//! In it `$NAME` stands for another variable, as in a shell. Few who paste a
//! password think of that, and what is left of it would only be refused much
//! later; so a name that means nothing is told.

use std::{collections::HashSet, env, fs, io};

use crate::error::StartError;

const FILE: &str = ".env";

/// Loads it, where there is one.
pub fn load() -> Result<(), StartError> {
    if let Ok(text) = fs::read_to_string(FILE) {
        for (setting, name) in swallowed(&text, |name| env::var_os(name).is_some()) {
            eprintln!(
                "In .env, ${name} in the value of {setting} stands for a variable that is not set, so nothing is left \
                 of it. Put the value into single quotes, or write %24 for the dollar in an address."
            );
        }
    }
    match dotenvy::from_path(FILE) {
        Err(error) if !error.not_found() => Err(StartError::DotEnv(reason(&error))),
        _ => Ok(()),
    }
}

fn reason(error: &dotenvy::Error) -> String {
    match error {
        dotenvy::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            "it is not UTF-8".to_owned()
        }
        dotenvy::Error::Io(error) => error.to_string(),
        _ => "a line is not NAME=VALUE; a value with spaces needs quotes".to_owned(),
    }
}

/// Each setting with a name in its value that stands for nothing.
fn swallowed(text: &str, is_set: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let (mut known, mut found) = (HashSet::new(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        let Some((setting, value)) = line.split_once('=') else { continue };
        let setting = setting.trim().trim_start_matches("export ").trim();
        let names =
            names_in(value).into_iter().filter(|name| !known.contains(*name) && !is_set(name));
        found.extend(names.map(|name| (setting.to_owned(), name.to_owned())));
        known.insert(setting);
    }
    found
}

/// What follows a dollar, but for those after a backslash, in single quotes or
/// in a comment.
fn names_in(value: &str) -> Vec<&str> {
    let (mut names, mut quote, mut before) = (Vec::new(), None, ' ');
    let mut rest = value.char_indices();
    while let Some((at, letter)) = rest.next() {
        match (letter, quote) {
            ('\\', None | Some('"')) => drop(rest.next()),
            ('\'' | '"', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            ('#', None) if before.is_whitespace() => break,
            ('$', None | Some('"')) => names.extend(name_at(&value[at + 1..])),
            _ => {}
        }
        before = letter;
    }
    names
}

/// The name that a text begins with, perhaps in braces.
fn name_at(text: &str) -> Option<&str> {
    let text = text.strip_prefix('{').unwrap_or(text);
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let name = &text[..end.unwrap_or(text.len())];
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_set_is_found_where_it_stands_for_something() {
        let of = |text| swallowed(text, |name| name == "HOME");
        let found = |setting: &str, name: &str| vec![(setting.to_owned(), name.to_owned())];
        assert_eq!(of("A=pa$word1"), found("A", "word1"));
        assert_eq!(of("export A=\"pa${word1}x\""), found("A", "word1"));
        assert_eq!(of("A=1\nB=$A$HOME$C"), found("B", "C"));
        for harmless in
            ["A='pa$word1'", r"A=pa\$word1", "A=1 # $word1", "#A=$word1", "A=a$", "A=a$%"]
        {
            assert_eq!(of(harmless), vec![], "{harmless}");
        }
    }
}
