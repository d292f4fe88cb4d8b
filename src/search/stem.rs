//! What the forms of a word have in common, by the script that it is written in.

use std::borrow::Cow;

use snowball_stemmers_rs::{Algorithm, Stemmer};

/// Ends of words that may be half typed.
const ENGLISH: &[&str] = &["ing", "ings", "ed", "es", "ly", "ness", "ment", "ation", "ers"];
const RUSSIAN: &[&str] = &[
    "ами",
    "ями",
    "ого",
    "его",
    "ому",
    "ему",
    "ыми",
    "ими",
    "ая",
    "яя",
    "ое",
    "ее",
    "ые",
    "ие",
    "ую",
    "юю",
    "ий",
    "ый",
    "ой",
    "ей",
    "ах",
    "ях",
    "ов",
    "ев",
    "ешь",
    "ете",
    "ются",
    "ться",
    "ется",
    "остью",
    "ением",
    "ения",
];
/// A word that may be one of so many others is not looked for as more of them.
const MOST_ENDS: usize = 8;
/// Characters that are left of a word without its end.
const LEAST_LEFT: usize = 3;

/// The stem of a folded word: Cyrillic letters make it Russian, Latin ones English. Of
/// other scripts, and with digits, it stays as it is.
pub(super) fn stem(word: &str) -> Cow<'_, str> {
    match algorithm(word) {
        Some(algorithm) => Stemmer::create(algorithm).stem(word),
        None => word.into(),
    }
}

fn algorithm(word: &str) -> Option<Algorithm> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Some(Algorithm::English);
    }
    let is_cyrillic = |c: char| matches!(c, '\u{400}'..='\u{52f}');
    word.chars().all(is_cyrillic).then_some(Algorithm::Russian)
}

/// The stems of what somebody may be about to type, other than those that begin with
/// what is typed: `meeti` becomes `meeting`, which stands as `meet`.
pub(super) fn stems_of_unfinished(word: &str) -> Vec<String> {
    let ends = match algorithm(word) {
        Some(Algorithm::English) => ENGLISH,
        Some(_) => RUSSIAN,
        None => &[],
    };
    let mut stems = vec![stem(word).into_owned()];
    for end in ends {
        let begun = end.char_indices().map(|(place, _)| &end[..place]);
        for left in begun.filter_map(|begun| word.strip_suffix(begun)) {
            if left.chars().count() >= LEAST_LEFT {
                stems.push(stem(&format!("{left}{end}")).into_owned());
            }
        }
    }
    let mut seen = Vec::new();
    stems.retain(|stem| {
        let is_new = !stem.starts_with(word) && !seen.contains(stem);
        seen.push(stem.clone());
        is_new
    });
    stems.truncate(MOST_ENDS);
    stems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            &["лодка", "лодки", "лодкой", "лодками"][..],
            &["собрание", "собрания", "собраний"],
            &["meeting", "meetings", "meet"],
            &["boat", "boats"],
        ] {
            let stems: Vec<_> = forms.iter().map(|form| stem(form)).collect();
            assert!(stems.iter().all(|one| *one == stems[0]), "{stems:?}");
        }
        for word in ["skies", "dying", "yes", "singly", "яма", "ею", "ы", "ing"] {
            assert_eq!(stem(word).chars().next(), word.chars().next(), "{word}");
        }
        for same in ["東京", "a1b2", "2026", "🥟"] {
            assert_eq!(stem(same), same);
        }
    }

    #[test]
    fn what_is_half_typed_is_known_by_what_it_may_become() {
        for (typed, stem) in
            [("meeti", "meet"), ("meetin", "meet"), ("лодко", "лодк"), ("runn", "run")]
        {
            assert!(stems_of_unfinished(typed).iter().any(|one| one == stem), "{typed}");
        }
        assert!(stems_of_unfinished("cart").is_empty(), "{:?}", stems_of_unfinished("cart"));
        assert!(stems_of_unfinished("東").is_empty());
    }
}
