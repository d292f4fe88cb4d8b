//! Names as people search for them: without case, accents and odd spaces.
//!
//! It stands here because a migration folds what is stored, and the program
//! what is typed: who folds otherwise finds nobody.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Words of a display name that one can be found by. More would let one name
/// crowd out the others.
const MOST_WORDS: usize = 8;
/// What one person has at most: the user name, and the words of the display
/// name in two spellings.
pub const MOST_NAMES: usize = 2 * MOST_WORDS + 1;

/// Compatibility decomposition (Unicode UAX 15) without combining marks, case
/// folded, hyphens and apostrophes as spaces, and letters that do not decompose
/// as whoever lacks their key writes them: "  Zoë  O’Brien-Łuk" is
/// "zoe o brien luk".
pub fn folded(name: &str) -> String {
    let plain: String = name
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if joins(c) { ' ' } else { c })
        .flat_map(without_case)
        .fold(String::new(), |mut text, c| {
            match plain(c) {
                Some(letters) => text.push_str(letters),
                None => text.push(c),
            }
            text
        });
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All that somebody is found by: the user name, and each word of the display
/// name with what follows it. "O’Brien" is two words, and one.
pub fn names_of(username: &str, display_name: &str) -> Vec<Vec<u8>> {
    let joined: String = display_name.chars().filter(|c| !joins(*c)).collect();
    let mut names: Vec<String> =
        [display_name, &joined].into_iter().flat_map(|name| words_of(&folded(name))).collect();
    names.push(folded(username));
    names.sort();
    names.dedup();
    names.into_iter().map(String::into_bytes).collect()
}

/// Each of the first words with all that follows it.
fn words_of(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    (0..words.len().min(MOST_WORDS)).map(|first| words[first..].join(" ")).collect()
}

/// Hyphens and apostrophes, as keyboards and languages have them.
fn joins(c: char) -> bool {
    matches!(c,
        '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{58a}' | '\u{5be}' | '\u{30fb}'
        | '\u{fe63}' | '\u{ff0d}'
        | '\'' | '`' | '\u{b4}' | '\u{2b9}'..='\u{2bc}' | '\u{2018}'..='\u{201b}' | '\u{2032}'
        | '\u{55a}' | '\u{5f3}' | '\u{a78b}' | '\u{a78c}' | '\u{ff07}')
}

/// Full case folding: what only differs in case ends in the same letters. The
/// way over the upper case folds ß and ss, ς and σ, ı and i; the lower case
/// first, because ẞ is its own upper case.
pub fn without_case(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

/// For a folded letter that Unicode does not decompose, the plain ones.
pub fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ɓ' | 'ƀ' | 'ƃ' => "b",
        'ƈ' | 'ȼ' => "c",
        'đ' | 'ð' | 'ɖ' | 'ɗ' | 'ƌ' => "d",
        'ə' | 'ǝ' | 'ɛ' | 'ɇ' => "e",
        'ƒ' => "f",
        'ǥ' | 'ɠ' => "g",
        'ħ' | 'ⱨ' => "h",
        'ɨ' | 'ɩ' => "i",
        'ɉ' | 'ȷ' => "j",
        'ƙ' | 'ⱪ' | 'ĸ' => "k",
        'ł' | 'ƚ' | 'ɫ' | 'ⱡ' => "l",
        'ŋ' | 'ɲ' | 'ƞ' => "n",
        'ø' | 'ɔ' | 'ɵ' => "o",
        'ƥ' => "p",
        'ɋ' => "q",
        'ɍ' => "r",
        'ȿ' => "s",
        'ŧ' | 'ƭ' | 'ʈ' | 'ⱦ' => "t",
        'ʉ' => "u",
        'ʋ' => "v",
        'ⱳ' => "w",
        'ƴ' | 'ɏ' => "y",
        'ƶ' | 'ȥ' | 'ɀ' | 'ⱬ' => "z",
        'ә' => "а",
        'ґ' | 'ғ' | 'ҕ' => "г",
        'җ' => "ж",
        'ҙ' => "з",
        'қ' | 'ҝ' | 'ҟ' | 'ҡ' => "к",
        'ң' | 'ҥ' | 'ӈ' => "н",
        'ө' => "о",
        'ҫ' => "с",
        'ҭ' => "т",
        'ү' | 'ұ' => "у",
        'һ' | 'ҳ' => "х",
        'ҷ' | 'ҹ' => "ч",
        'ٱ' => "ا",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ة' => "ه",
        // It only makes a word longer.
        'ـ' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All letters that have a case.
    fn cased() -> impl Iterator<Item = char> {
        ('\0'..=char::MAX).filter(|c| c.is_lowercase() || c.is_uppercase())
    }

    #[test]
    fn case_never_matters_in_any_script() {
        for c in cased() {
            // The iota below a Greek letter counts as an accent; capitals write it out.
            if c.nfkd().any(|part| part == '\u{345}') {
                continue;
            }
            for other in [c.to_lowercase().collect(), c.to_uppercase().collect::<String>()] {
                assert_eq!(folded(&other), folded(&c.to_string()), "{c} and {other}");
            }
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for c in cased() {
            let once = folded(&c.to_string());
            assert_eq!(folded(&once), once, "{c}");
        }
    }

    #[test]
    fn letters_are_as_whoever_lacks_their_key_writes_them() {
        for (name, plain) in [
            ("Łukasz", "Lukasz"),
            ("Søren", "Soren"),
            ("Đức", "Duc"),
            ("Weiß", "WEISS"),
            ("WEIẞ", "weiss"),
            ("Işıl", "ışıl"),
            ("İbrahim", "ibrahim"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("Þórður", "thordur"),
            ("Ægir", "aegir"),
            ("Ёлкина", "елкина"),
            ("Ґалаґан", "галаган"),
            ("Қанат", "канат"),
            ("ﬁona", "Fiona"),
            ("أحمد", "احمد"),
        ] {
            assert_eq!(folded(name), folded(plain), "{name}");
        }
    }

    #[test]
    fn hyphens_and_apostrophes_part_words() {
        let names = |shown| {
            let names = names_of("someone", shown);
            names.into_iter().map(|name| String::from_utf8(name).expect("text")).collect::<Vec<_>>()
        };
        assert_eq!(names("Ольга-Мария"), ["someone", "мария", "ольга мария", "ольгамария"]);
        assert_eq!(names("O’Brien"), ["brien", "o brien", "obrien", "someone"]);
        assert_eq!(names("O'Brien"), names("O’Brien"));
        assert_eq!(names("-"), ["someone"]);
    }

    #[test]
    fn one_name_has_a_bounded_number_of_entries() {
        assert_eq!(names_of("anna", &"a' ".repeat(32)).len(), MOST_WORDS + 1);
        let all: String = ('a'..='z').map(|c| format!("{c}'x ")).collect();
        assert_eq!(names_of("anna", &all).len(), MOST_NAMES);
    }
}
