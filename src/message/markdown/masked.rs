//! Hides from the parser what is no markup in a message.
//!
//! A mask takes the place of a sign, byte for byte: punctuation as well, but
//! without a meaning. What is shown is taken from the text as it was typed.

use std::ops::Range;

use super::{
    container::{self, Marks},
    fence::{self, Fences},
    source::{Edit, View},
};

pub(super) const MASK: u8 = b'%';

/// The text for the parser. Nothing inside of these links is markup.
pub(super) fn view(text: &str, links: &[Range<usize>]) -> View {
    let mut bytes = text.as_bytes().to_vec();
    mask_signs(&mut bytes);
    for link in links {
        for byte in &mut bytes[link.clone()] {
            if b"*_~[]!()".contains(byte) {
                *byte = MASK;
            }
        }
    }
    let edits = Lines::new(&mut bytes).edits();
    // Only ASCII was put in the place of ASCII.
    View::new(String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned()), &edits)
}

/// HTML, entities, headings, pictures, definitions of references, `+` items,
/// `~` fences, and a backslash before the end of a line.
fn mask_signs(bytes: &mut [u8]) {
    let mut is_escaped = false;
    let mut place = 0;
    while place < bytes.len() {
        let before = place.checked_sub(1).map(|before| bytes[before]);
        let length = match bytes[place] {
            // An escaped one is no part of the sign behind it.
            b'~' if !is_escaped => bytes[place..].iter().take_while(|byte| **byte == b'~').count(),
            _ => 1,
        };
        let is_masked = match bytes[place] {
            b'&' | b'<' | b'#' | b'=' | b'+' => true,
            b'~' => length != 2,
            b':' => before == Some(b']'),
            b'\\' => !is_escaped && matches!(bytes.get(place + 1), Some(b'\n') | None),
            // An escaped `!` shows no picture.
            b'[' => before == Some(b'!') && !ends_escaped(&bytes[..place - 1]),
            _ => false,
        };
        is_escaped = bytes[place] == b'\\' && !is_escaped;
        if is_masked {
            bytes[place..place + length].fill(MASK);
        }
        place += length;
    }
}

/// Whether what comes next is escaped.
fn ends_escaped(bytes: &[u8]) -> bool {
    bytes.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Goes through the lines. A quote ends with its last `>` and a list with its
/// last indented line: what is typed below an answer is not part of it. No
/// indentation outside of lists makes code.
struct Lines<'b> {
    bytes: &'b mut [u8],
    edits: Vec<Edit>,
    fences: Fences,
    /// Around the line before.
    quotes: usize,
    is_in_list: bool,
    /// The indentation of the list's first line.
    margin: usize,
}

impl<'b> Lines<'b> {
    fn new(bytes: &'b mut [u8]) -> Self {
        let (edits, fences) = (Vec::new(), Fences::default());
        Self { bytes, edits, fences, quotes: 0, is_in_list: false, margin: 0 }
    }

    fn edits(mut self) -> Vec<Edit> {
        let mut start = 0;
        while start < self.bytes.len() {
            let end = fence::line_end(self.bytes, start);
            start = self.line(start..end);
        }
        self.edits
    }

    /// Looks at a line, with all of a block of code that it opens, and says
    /// where the next one begins.
    fn line(&mut self, line: Range<usize>) -> usize {
        if self.bytes[line.clone()].trim_ascii().is_empty() {
            self.quotes = 0;
            return line.end + 1;
        }
        let marks = container::marks(self.bytes, line.clone());
        let indentation = indentation(&self.bytes[line.clone()]);
        let margin = if self.is_in_list { indentation.min(self.margin) } else { indentation };
        let is_outside = !marks.has_item && indentation == margin;
        let left_list = self.is_in_list && is_outside && marks.quotes == 0;
        let empty_line = (marks.all_quotes < self.quotes || left_list).then_some(marks.quotes);
        self.edit(line.start, margin, empty_line);
        self.enter(&marks, margin, is_outside);
        self.code(&marks, line.end, margin)
    }

    fn enter(&mut self, marks: &Marks, margin: usize, is_outside: bool) {
        self.quotes = marks.all_quotes;
        if is_outside {
            self.is_in_list = false;
        } else if marks.has_item && !self.is_in_list {
            self.is_in_list = true;
            self.margin = margin;
        }
    }

    /// Passes over the code that this line opens. A fence without an end is none.
    fn code(&mut self, marks: &Marks, end: usize, margin: usize) -> usize {
        let text = &self.bytes[marks.text..end];
        let ticks = fence::ticks(text);
        // With a further backtick it is code in one line, which the parser knows.
        if ticks < 3 || text[ticks..].contains(&b'`') {
            return end + 1;
        }
        let closing = if fence::names_language(&text[ticks..]) {
            self.fences.closing(self.bytes, end + 1, marks.quotes, ticks)
        } else {
            None
        };
        let Some((closing, after)) = closing else {
            self.bytes[marks.text..marks.text + ticks].fill(MASK);
            return end + 1;
        };
        let mut start = end + 1;
        while start <= closing {
            let end = fence::line_end(self.bytes, start);
            let indented = indentation(&self.bytes[start..end]);
            self.edit(start, margin.min(indented), None);
            start = end + 1;
        }
        after + 1
    }

    fn edit(&mut self, at: usize, removed: usize, empty_line: Option<usize>) {
        if removed > 0 || empty_line.is_some() {
            self.edits.push(Edit { at, removed, empty_line });
        }
    }
}

fn indentation(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}
