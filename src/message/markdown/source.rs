//! A text as the parser is to see it, and the way back to what was typed.

use std::ops::Range;

/// At the beginning of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edit {
    pub at: usize,
    /// Bytes of indentation that the parser does not see.
    pub removed: usize,
    /// Whether it sees an empty line first, in so many quotes.
    pub empty_line: Option<usize>,
}

/// What the parser reads.
#[derive(Debug)]
pub(super) struct View {
    pub text: String,
    /// Where runs of it begin, and where each of them was typed.
    runs: Vec<(usize, usize)>,
}

impl View {
    /// The edits come in the order of their places.
    pub fn new(masked: String, edits: &[Edit]) -> Self {
        if edits.is_empty() {
            return Self { text: masked, runs: vec![(0, 0)] };
        }
        let mut view = Self { text: String::with_capacity(masked.len() * 2), runs: vec![(0, 0)] };
        let mut done = 0;
        for edit in edits {
            view.text.push_str(&masked[done..edit.at]);
            if let Some(quotes) = edit.empty_line {
                view.text.extend(std::iter::repeat_n('>', quotes));
                view.text.push('\n');
            }
            done = edit.at + edit.removed;
            view.runs.push((view.text.len(), done));
        }
        view.text.push_str(&masked[done..]);
        view
    }

    /// Where this was typed.
    pub fn typed(&self, range: &Range<usize>) -> Range<usize> {
        let start =
            self.typed_from(self.runs.partition_point(|run| run.0 <= range.start), range.start);
        let end = self.typed_from(self.runs.partition_point(|run| run.0 < range.end), range.end);
        start..end.max(start)
    }

    /// By the last of so many runs.
    fn typed_from(&self, runs: usize, place: usize) -> usize {
        let (begin, typed) = self.runs[runs.saturating_sub(1)];
        let place = typed + (place - begin);
        // What was never typed is where the next run begins.
        self.runs.get(runs).map_or(place, |next| place.min(next.1))
    }
}
