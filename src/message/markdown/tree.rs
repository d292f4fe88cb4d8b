//! The tree in the making: what is open, and how far the text is in it.

use std::{mem, ops::Range};

use super::{
    Block, DEEPEST,
    frame::{Frame, Kind},
};
use crate::message::format::{Format, parse};

#[derive(Debug)]
pub(super) struct Tree<'t> {
    text: &'t str,
    /// The bare addresses of the text.
    pub links: Vec<Range<usize>>,
    /// The root first; never empty.
    frames: Vec<Frame<'t>>,
    /// Every tag that is open, and whether it has a frame or is too deep for one.
    open: Vec<(Kind, bool)>,
    /// Up to here the text is in the tree, or is markup.
    pub at: usize,
    /// Whether nothing of the paragraph is there yet.
    pub is_fresh: bool,
    /// Text that is not in its frame yet, because more may follow.
    pub pending: Range<usize>,
}

impl<'t> Tree<'t> {
    pub fn new(text: &'t str, links: Vec<Range<usize>>) -> Self {
        let (frames, open) = (vec![Frame::new(Kind::Root)], Vec::new());
        Self { text, links, frames, open, at: 0, is_fresh: true, pending: 0..0 }
    }

    pub fn finish(mut self) -> Vec<Block<'t>> {
        if !self.is_fresh {
            self.push_run(self.at..self.text.len());
        }
        self.end_paragraph();
        let blocks = mem::take(&mut self.top().blocks);
        if blocks.is_empty() { parse(self.text, Format::Plain).blocks } else { blocks }
    }

    pub fn top(&mut self) -> &mut Frame<'t> {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// A part of the text. Nothing that a parser says about a text can end the
    /// program.
    pub fn typed(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    /// Whether what is read now is in no quote and no list.
    pub fn is_outside(&self) -> bool {
        self.frames.get(1).is_none_or(|frame| frame.kind.is_inline())
    }

    pub fn quotes(&self) -> usize {
        self.frames.iter().filter(|frame| frame.kind == Kind::Quote).count()
    }

    pub fn open_paragraph(&mut self) {
        // Paragraphs outside are one run with all that is between them, and
        // are parted when it ends.
        if !self.is_outside() {
            self.end_paragraph();
        }
        self.is_fresh |= self.top().inlines.is_empty() && self.pending.is_empty();
    }

    pub fn close_paragraph(&mut self) {
        if !self.is_outside() {
            self.end_paragraph();
        }
    }

    pub fn open_block(&mut self, kind: Kind) {
        self.end_paragraph();
        self.open(kind);
        self.is_fresh = true;
    }

    pub fn open_item(&mut self, start: usize) {
        self.end_paragraph();
        if let Some((Kind::List(true), true)) = self.open.last() {
            let text = self.typed(start..self.text.len()).trim_start();
            let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            self.top().number(text[..digits].parse().unwrap_or_default());
        }
        let is_flat = self.open.last().is_some_and(|(_, has_frame)| !has_frame);
        if is_flat {
            self.open.push((Kind::Item, false));
        } else {
            self.open(Kind::Item);
        }
        self.is_fresh = true;
    }

    /// Gives the tag a frame where it is not too deep, and says whether.
    pub fn open(&mut self, kind: Kind) -> bool {
        let depth = self.frames[1..].iter().filter(|frame| frame.kind != Kind::Item).count();
        let has_frame = depth < DEEPEST || kind == Kind::Item;
        if has_frame {
            self.frames.push(Frame::new(kind));
        }
        self.open.push((kind, has_frame));
        has_frame
    }

    /// What was opened last, with its frame if it has one.
    pub fn close(&mut self) -> Option<(Kind, Option<Frame<'t>>)> {
        let (kind, has_frame) = self.open.pop()?;
        Some((kind, if has_frame { self.frames.pop() } else { None }))
    }

    pub fn close_block(&mut self, range: Range<usize>) {
        self.end_paragraph();
        match self.close() {
            Some((Kind::Item, Some(frame))) => self.top().list.items.push(frame.blocks),
            Some((Kind::List(_), Some(mut frame))) => {
                frame.end_list();
                self.top().blocks.append(&mut frame.blocks);
            }
            Some((_, Some(frame))) if frame.blocks.is_empty() => return self.as_typed(range),
            Some((_, Some(frame))) => self.top().blocks.push(Block::Quote(frame.blocks)),
            _ => {}
        }
        self.at = range.end;
        self.is_fresh = true;
    }

    pub fn push_block(&mut self, block: Block<'t>, end: usize) {
        self.end_paragraph();
        self.top().blocks.push(block);
        self.at = end;
        self.is_fresh = true;
    }

    /// A block that is none is a paragraph.
    pub fn as_typed(&mut self, range: Range<usize>) {
        let end = range.start + self.typed(range.clone()).trim_end().len();
        self.open_paragraph();
        self.text(range.start..end);
        self.close_paragraph();
    }

    fn end_paragraph(&mut self) {
        self.end_text();
        let is_root = self.frames.len() == 1;
        let frame = self.top();
        if frame.inlines.is_empty() {
            return;
        }
        let inlines = mem::take(&mut frame.inlines);
        if is_root {
            frame.push_paragraphs(inlines);
        } else {
            frame.blocks.push(Block::Paragraph(inlines));
        }
    }
}
