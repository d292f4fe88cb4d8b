//! What is open in the tree, with what is in it so far.

use std::mem;

use super::{Block, Inline};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Quote,
    /// With numbers or without.
    List(bool),
    Item,
    Strong,
    Emphasis,
    Strike,
    Link,
}

impl Kind {
    pub fn is_inline(self) -> bool {
        self.sign() > 0
    }

    /// Bytes of the sign that opens it.
    pub fn sign(self) -> usize {
        match self {
            Self::Strong | Self::Strike => 2,
            Self::Emphasis | Self::Link => 1,
            Self::Root | Self::Quote | Self::List(_) | Self::Item => 0,
        }
    }
}

#[derive(Debug)]
pub(super) struct Frame<'t> {
    pub kind: Kind,
    pub blocks: Vec<Block<'t>>,
    pub inlines: Vec<Inline<'t>>,
    pub list: List<'t>,
}

/// The items of an open list.
#[derive(Debug, Default)]
pub(super) struct List<'t> {
    start: u32,
    /// The number that was typed last.
    last: u32,
    pub items: Vec<Vec<Block<'t>>>,
}

impl<'t> Frame<'t> {
    pub fn new(kind: Kind) -> Self {
        Self { kind, blocks: Vec::new(), inlines: Vec::new(), list: List::default() }
    }

    /// Another item with this number. A list is counted on by the browser, so
    /// where what was typed leaves a gap another list begins; all the same
    /// number is a way to have them counted.
    pub fn number(&mut self, number: u32) {
        let list = &self.list;
        let counted = list.start + u32::try_from(list.items.len()).unwrap_or(u32::MAX);
        if !list.items.is_empty() && number != counted && number != list.last {
            self.end_list();
        }
        if self.list.items.is_empty() {
            self.list.start = number;
        }
        self.list.last = number;
    }

    pub fn end_list(&mut self) {
        let List { start, items, .. } = mem::take(&mut self.list);
        let start = (self.kind == Kind::List(true)).then_some(start);
        self.blocks.push(Block::List { start, items });
    }

    /// Parted at one empty line; further ones are kept.
    pub fn push_paragraphs(&mut self, inlines: Vec<Inline<'t>>) {
        let mut paragraph = Vec::new();
        let mut inlines = inlines.into_iter().peekable();
        while let Some(inline) = inlines.next() {
            if inline == Inline::Break && inlines.next_if_eq(&Inline::Break).is_some() {
                self.blocks.push(Block::Paragraph(mem::take(&mut paragraph)));
            } else {
                paragraph.push(inline);
            }
        }
        self.blocks.push(Block::Paragraph(paragraph));
    }
}
