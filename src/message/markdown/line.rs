//! One line that stands for a message, where it is quoted or listed.

use super::flat::flat;
use crate::message::format::Text;

/// The first line that has words, without markup and with single spaces, at
/// most so many characters.
pub fn first_line(text: &Text<'_>, most: usize) -> String {
    first_lines(text, most).into_iter().next().unwrap_or_default()
}

/// The lines that have words, at most so many characters together.
pub fn first_lines(text: &Text<'_>, most: usize) -> Vec<String> {
    let mut room = most;
    let mut lines = Vec::new();
    for line in flat(text).words.lines() {
        if room == 0 {
            break;
        }
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let line: String = words.chars().take(room).collect();
        room -= line.chars().count();
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Format, parse};

    #[test]
    fn a_line_has_the_words_without_the_markup() {
        for (text, line) in [
            ("**Yes**, [here](https://a.b)\nno", "Yes, here"),
            ("> a  b\nc", "a b"),
            ("```sh\n\n  ls -l\n```", "ls -l"),
            ("- a", "• a"),
            ("*0123456789abc*", "0123456789"),
            ("# a", "# a"),
        ] {
            assert_eq!(first_line(&parse(text, Format::Markdown), 10.max(line.len())), line);
        }
        assert_eq!(first_line(&parse("**a**", Format::Plain), 10), "**a**");
    }

    #[test]
    fn lines_share_the_room() {
        let text = parse("a **b**\n\n\ncd\nef", Format::Markdown);
        assert_eq!(first_lines(&text, 5), ["a b", "cd"]);
        assert_eq!(first_lines(&text, 6), ["a b", "cd", "e"]);
        assert!(first_lines(&parse("", Format::Plain), 5).is_empty());
    }
}
