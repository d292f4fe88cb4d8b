//! What a file is called.

use crate::visible::{is_hidden, is_visible};

/// Most characters of a name, its ending included.
pub const MOST_CHARACTERS: usize = 120;
/// Most bytes of it: file systems take 255.
const MOST_BYTES: usize = 240;
/// What follows the last dot is an ending up to so many characters.
const MOST_ENDING: usize = 16;
/// Without a name of its own.
const NAMELESS: &str = "file";
/// What `com` and `lpt` are numbered by.
const PORTS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"];
/// What stands for a device where Windows runs, whatever follows the dot.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A name that leads nowhere, hides nothing and can be saved on every system: no
/// folders, no controls, nothing that turns the direction of writing, 1–120
/// characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Of what a browser or a program says; whatever that is, a name comes of it.
    pub fn of(given: &str) -> Self {
        let last = given.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or_default();
        let plain: String = last.chars().filter(|c| !is_hidden(*c)).map(savable).collect();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = plain.trim_matches(['.', ' ']);
        let named = if is_visible(plain) { plain } else { NAMELESS };
        let cut = cut(named);
        Self(if is_device(&cut) { format!("_{cut}") } else { cut })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What no file system of today's minds.
fn savable(c: char) -> char {
    if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }
}

/// The beginning and the ending, with its dot.
fn parts(name: &str) -> (&str, &str) {
    let dot = name.rfind('.').filter(|dot| {
        let ending = name[dot + 1..].chars().count();
        *dot > 0 && (1..=MOST_ENDING).contains(&ending)
    });
    name.split_at(dot.unwrap_or(name.len()))
}

/// Not too long; the ending stays.
fn cut(name: &str) -> String {
    let (stem, ending) = parts(name);
    let (mut characters, mut bytes) = (ending.chars().count(), ending.len());
    let kept = stem.chars().take_while(|c| {
        (characters, bytes) = (characters + 1, bytes + c.len_utf8());
        characters <= MOST_CHARACTERS && bytes <= MOST_BYTES
    });
    let kept: String = kept.collect();
    format!("{}{ending}", kept.trim_end())
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = ["com", "lpt"].iter().filter_map(|device| stem.strip_prefix(device));
    let mut digits = numbered.map(|rest| PORTS.contains(&rest));
    DEVICES.contains(&stem.as_str()) || digits.any(|is_port| is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_where_it_is_harmless() {
        for name in ["Ferry times, summer.pdf", "отчёт № 7.docx", "👩‍👩‍👧.png", ".x", "a", "tar.gz"]
        {
            let kept = name.trim_start_matches('.');
            assert_eq!(Name::of(name).as_str(), kept);
        }
    }

    #[test]
    fn a_name_leads_nowhere_and_hides_nothing() {
        for (given, named) in [
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\ada\cat.jpg", "cat.jpg"),
            ("..", NAMELESS),
            ("", NAMELESS),
            ("/", NAMELESS),
            ("\0", NAMELESS),
            ("a\nb\r\tc.txt", "abc.txt"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("say \"hi\"?.txt", "say _hi__.txt"),
            ("  a   b  .", "a b"),
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("LPT1.tar.gz", "_LPT1.tar.gz"),
            ("com10", "com10"),
            ("comb", "comb"),
        ] {
            assert_eq!(Name::of(given).as_str(), named, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        for letter in ["x", "ж", "👍"] {
            let name = Name::of(&format!("{}.jpeg", letter.repeat(300)));
            assert!(name.as_str().ends_with(".jpeg"), "{name:?}");
            assert!(name.as_str().chars().count() <= MOST_CHARACTERS && name.0.len() <= MOST_BYTES);
        }
        assert_eq!(Name::of(&format!("a.{}", "x".repeat(300))).0.len(), MOST_CHARACTERS);
    }
}
