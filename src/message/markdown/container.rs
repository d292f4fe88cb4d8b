//! What a line begins with: marks of quotes and items.

use std::ops::Range;

use super::{DEEPEST, masked::MASK};

/// The marks before the text of a line.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Quotes before the first item.
    pub quotes: usize,
    /// With those inside of items.
    pub all_quotes: usize,
    pub has_item: bool,
    /// Where the text of the line begins.
    pub text: usize,
}

/// Reads the marks of a line that has more than white space, and masks what
/// looks like one and is none here: rules, lines below headings, items without
/// a text, quotes without a space.
pub(super) fn marks(bytes: &mut [u8], line: Range<usize>) -> Marks {
    let bare = bare_from(&bytes[line.clone()]).map_or(line.end, |place| line.start + place);
    let mut marks = Marks { text: line.start, ..Marks::default() };
    let mut count = 0;
    loop {
        let place = marks.text + white(&bytes[marks.text..line.end]);
        marks.text = place;
        if place >= bare && place < line.end {
            return mask(bytes, place..line.end, marks);
        }
        let Some(length) = length(&bytes[place..line.end]) else { return marks };
        let is_quote = bytes[place] == b'>';
        if count >= DEEPEST || !is_mark(&bytes[place..line.end], length) {
            return mask_one(bytes, place, length, line.end, marks);
        }
        count += 1;
        marks.quotes += usize::from(is_quote && !marks.has_item);
        marks.all_quotes += usize::from(is_quote);
        marks.has_item |= !is_quote;
        marks.text = place + length;
    }
}

/// Of what may be a mark, with the sign behind a number.
fn length(line: &[u8]) -> Option<usize> {
    match line.first()? {
        b'>' | b'-' | b'*' => Some(1),
        b'0'..=b'9' => Some(digits(line) + 1),
        _ => None,
    }
}

fn white(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Where the end of a line begins that has but one kind of `-`, `*` or `_`.
fn bare_from(line: &[u8]) -> Option<usize> {
    let last = line.trim_ascii_end().last().copied().filter(|last| b"-*_".contains(last))?;
    let bare = |byte: &u8| *byte == last || matches!(byte, b' ' | b'\t');
    Some(line.iter().rposition(|byte| !bare(byte)).map_or(0, |place| place + 1))
}

/// Whether this line begins with a mark of so many bytes.
fn is_mark(line: &[u8], length: usize) -> bool {
    let rest = &line[length.min(line.len())..];
    let is_apart = matches!(rest.first(), Some(b' ' | b'\t'));
    match line[0] {
        b'>' => {
            let inner = rest.iter().find(|byte| **byte != b'>');
            inner.is_none_or(|byte| matches!(byte, b' ' | b'\t'))
        }
        b'-' | b'*' => is_apart,
        // A number is shown as it is counted, so it must not begin with zeros.
        first => {
            let is_number = line.get(length - 1) == Some(&b'.') && length <= 10;
            let is_plain = first != b'0' || length == 2;
            is_apart && is_number && is_plain && !rest.trim_ascii().is_empty()
        }
    }
}

/// Of what is not a mark, the byte that would make it one.
fn mask_one(bytes: &mut [u8], place: usize, length: usize, end: usize, marks: Marks) -> Marks {
    match bytes[place] {
        b'>' => {
            let run = bytes[place..end].iter().take_while(|byte| **byte == b'>').count();
            mask(bytes, place..place + run, marks)
        }
        // Emphasis may begin here; it has no space behind it.
        b'-' | b'*' if !matches!(bytes.get(place + 1), Some(b' ' | b'\t')) => marks,
        b'-' | b'*' => mask(bytes, place..place + 1, marks),
        _ => {
            let after = (place + length - 1).min(end);
            let is_mark = after < end && matches!(bytes[after], b'.' | b')');
            mask(bytes, if is_mark { after..after + 1 } else { after..after }, marks)
        }
    }
}

fn mask(bytes: &mut [u8], range: Range<usize>, marks: Marks) -> Marks {
    for byte in &mut bytes[range] {
        if !byte.is_ascii_whitespace() {
            *byte = MASK;
        }
    }
    marks
}
