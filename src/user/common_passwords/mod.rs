//! Passwords that are tried first by whoever guesses.
//!
//! No password is judged by how it looks: only what is really common is known
//! here, and what anybody who knows the person would try.

use std::iter::once;

use super::opaque;

/// The most common ones of eight characters and more, in lower case, a line
/// each; see README.md beside it.
const PASSWORDS: &str = include_str!("passwords.txt");

/// Keys and letters that follow each other, once around where that is usual.
const ROWS: [&str; 7] = [
    "qwertyuiopasdfghjklzxcvbnm",
    "йцукенгшщзхъфывапролджэячсмитьбю",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "абвгдеёжз",
];

/// What is longer nobody tries, however simple it is.
const LONGEST: usize = 32;

/// Whether many people have this password.
pub(super) fn is_common(password: &str) -> bool {
    let folded = fold(password);
    folded.chars().count() <= LONGEST
        && (is_one_character(&folded)
            || is_in_a_row(&folded)
            || PASSWORDS.lines().any(|common| common == folded))
}

/// Whether the password is one of these words, or the part of one that stands
/// before an @ or a dot.
pub(super) fn is_one_of(password: &str, words: &[&str]) -> bool {
    let folded = fold(password);
    words.iter().any(|word| {
        let word = fold(word);
        let parts = word.split_once(['@', '.']).map(|(first, _)| first);
        once(word.as_str()).chain(parts).any(|part| part == folded)
    })
}

fn fold(text: &str) -> String {
    opaque(text).to_lowercase()
}

fn is_one_character(folded: &str) -> bool {
    let mut characters = folded.chars();
    let first = characters.next();
    characters.all(|c| Some(c) == first)
}

fn is_in_a_row(folded: &str) -> bool {
    let backwards: String = folded.chars().rev().collect();
    ROWS.iter().any(|row| row.contains(folded) || row.contains(&backwards))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_common() {
        for common in [
            "password",
            "PassWord",
            "12345678",
            "qwertyuiop",
            "letmein1",
            "iloveyou",
            "aaaaaaaa",
            "        ",
            "ЙЦУКЕНГШ",
            "87654321",
            "asdfghjkl",
            "абвгдежз",
            "ъхзщшгне",
        ] {
            assert!(is_common(common), "{common}");
        }
    }

    #[test]
    fn nothing_is_refused_for_how_it_looks() {
        for uncommon in [
            "correct horse",
            "correct horse battery",
            "natter-demo",
            "password-of-anna",
            "secret-password-1",
            "hush-hush-4711",
            "battery staple 43",
            "aaaaaaab",
            &"п".repeat(128),
        ] {
            assert!(!is_common(uncommon), "{uncommon}");
        }
    }

    #[test]
    fn what_is_known_of_a_person_is_no_password_of_theirs() {
        let words = ["ada.lovelace", "Ada Lovelace", "countess@example.org", "chatserver.example"];
        for known in
            ["Ada.Lovelace", "ada lovelace", "countess", "COUNTESS@example.org", "chatserver"]
        {
            assert!(is_one_of(known, &words), "{known}");
        }
        for unknown in ["ada.lovelace1", "", "example.org", "lovelace"] {
            assert!(!is_one_of(unknown, &words), "{unknown}");
        }
    }

    #[test]
    fn the_list_is_as_it_is_compared() {
        let lines: Vec<_> = PASSWORDS.lines().collect();
        assert!(lines.is_sorted() && lines.len() > 3000);
        for line in lines {
            assert_eq!(line, fold(line));
        }
    }
}
