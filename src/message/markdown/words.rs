//! The tree in the making, inside of paragraphs.

use std::{mem, ops::Range};

use super::{
    Inline, address,
    frame::{Frame, Kind},
    tree::Tree,
};
use crate::message::format::{link, push_lines};

impl<'t> Tree<'t> {
    /// Text as it was typed.
    pub fn text(&mut self, range: Range<usize>) {
        self.catch_up(range.start);
        self.at = range.end;
        self.push_run(range);
    }

    /// Code inside of a line, with its backticks.
    pub fn code(&mut self, range: Range<usize>) {
        self.catch_up(range.start);
        self.end_text();
        self.at = range.end;
        let typed = self.typed(range);
        let ticks = typed.len() - typed.trim_start_matches('`').len();
        let lines =
            typed.get(ticks..typed.len() - ticks).unwrap_or_default().split('\n').enumerate();
        let (is_outside, quotes) = (self.is_outside(), self.quotes());
        let lines = lines.map(|(place, line)| match place {
            1.. if !is_outside => without_marks(line, quotes),
            _ => line,
        });
        let code = without_padding(&lines.collect::<Vec<_>>().join("\n")).to_owned();
        self.top().inlines.push(Inline::Code(code));
    }

    pub fn open_inline(&mut self, kind: Kind, start: usize) {
        self.catch_up(start);
        self.end_text();
        if self.open(kind) || kind != Kind::Link {
            self.at = start + kind.sign();
        }
    }

    pub fn close_inline(&mut self, end: usize) {
        self.end_text();
        match self.close() {
            Some((Kind::Link, Some(frame))) => self.close_link(frame, end),
            Some((Kind::Strong, Some(frame))) => self.push(Inline::Strong(frame.inlines)),
            Some((Kind::Emphasis, Some(frame))) => self.push(Inline::Emphasis(frame.inlines)),
            Some((Kind::Strike, Some(frame))) => self.push(Inline::Strike(frame.inlines)),
            // Too deep for a link: all of it is text.
            Some((Kind::Link, None)) => self.push_run(self.at..end),
            _ => {}
        }
        self.at = end;
    }

    /// A link that leads nowhere, or elsewhere than it says, stays as typed.
    fn close_link(&mut self, frame: Frame<'t>, end: usize) {
        let mut words = String::new();
        collect(&frame.inlines, &mut words);
        let address = address::of_tail(self.typed(self.at..end));
        match address.filter(|address| address::is_honest(&words, address)) {
            Some(address) => {
                self.push(Inline::Link { address, words: without_links(frame.inlines) });
            }
            None => {
                self.push(Inline::Text("["));
                self.top().inlines.extend(frame.inlines);
                self.push_run(self.at..end);
            }
        }
    }

    fn push(&mut self, inline: Inline<'t>) {
        self.top().inlines.push(inline);
    }

    /// Takes in what the parser has passed over before this place: ends of
    /// lines with their white space, marks of quotes, the backslash of an escape.
    fn catch_up(&mut self, place: usize) {
        let is_outside = self.is_outside();
        if mem::take(&mut self.is_fresh) {
            self.at = if is_outside { self.beginning(place) } else { place };
        }
        let gap = self.typed(self.at..place);
        let kept = gap.strip_suffix('\\').unwrap_or(gap).len();
        if is_outside || !gap.contains('\n') {
            self.push_run(self.at..self.at + kept);
        } else {
            self.end_text();
            let breaks = gap.matches('\n').map(|_| Inline::Break);
            self.top().inlines.extend(breaks);
        }
        self.at = place;
    }

    /// Where a paragraph outside begins, with the indentation of its first line.
    fn beginning(&mut self, place: usize) -> usize {
        if self.top().blocks.is_empty() {
            return 0;
        }
        self.typed(0..place).trim_end_matches([' ', '\t']).len().max(self.at)
    }

    pub fn push_run(&mut self, range: Range<usize>) {
        if range.start == self.pending.end {
            self.pending.end = range.end;
        } else if !range.is_empty() {
            self.end_text();
            self.pending = range;
        }
    }

    /// Puts the text so far into its frame, with the addresses in it.
    pub fn end_text(&mut self) {
        let run = mem::replace(&mut self.pending, 0..0);
        if run.is_empty() {
            return;
        }
        let first = self.links.partition_point(|link| link.start < run.start);
        let links = self.links[first..].iter().take_while(|link| link.end <= run.end);
        let mut inlines = Vec::new();
        let mut done = run.start;
        for place in links {
            push_lines(&mut inlines, self.typed(done..place.start));
            inlines.push(link(self.typed(place.clone())));
            done = place.end;
        }
        push_lines(&mut inlines, self.typed(done..run.end));
        self.top().inlines.append(&mut inlines);
    }
}

/// A further line without the marks of the quotes that it is in.
fn without_marks(line: &str, quotes: usize) -> &str {
    let mut rest = line.trim_start();
    for _ in 0..quotes {
        rest = rest.strip_prefix('>').map_or(rest, str::trim_start);
    }
    rest
}

/// A space on both sides keeps backticks of the code from those around it.
fn without_padding(code: &str) -> &str {
    let inner = code.strip_prefix([' ', '\n']).and_then(|code| code.strip_suffix([' ', '\n']));
    inner.filter(|inner| !inner.trim().is_empty()).unwrap_or(code)
}

/// The words that are seen, in one line.
fn collect(inlines: &[Inline<'_>], words: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => words.push_str(text),
            Inline::Code(code) => words.push_str(code),
            Inline::Break => words.push(' '),
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strike(inner)
            | Inline::Link { words: inner, .. } => collect(inner, words),
        }
    }
}

/// No link inside of a link.
fn without_links(inlines: Vec<Inline<'_>>) -> Vec<Inline<'_>> {
    let plain = inlines.into_iter().flat_map(|inline| match inline {
        Inline::Link { words, .. } => words,
        Inline::Strong(inner) => vec![Inline::Strong(without_links(inner))],
        Inline::Emphasis(inner) => vec![Inline::Emphasis(without_links(inner))],
        Inline::Strike(inner) => vec![Inline::Strike(without_links(inner))],
        other => vec![other],
    });
    plain.collect()
}
