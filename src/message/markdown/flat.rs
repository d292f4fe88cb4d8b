//! A text as one string, for where there are no elements.

use std::ops::Range;

use super::{Block, Inline};
use crate::message::format::Text;

/// How a part of a flat text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style<'t> {
    Strong,
    Emphasis,
    Strike,
    /// In a line; nothing else lies over it but a quote.
    Code,
    /// A block of its own, perhaps in this language.
    CodeBlock(Option<&'t str>),
    /// A quote inside of a quote is the same quote.
    Quote,
    Link(&'t str),
}

/// The words of a text without its markup. A plain text is as it was typed;
/// items have a bullet or their number.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Flat<'t> {
    pub words: String,
    /// Which bytes have a style, by their beginning, outer styles first.
    pub styles: Vec<(Range<usize>, Style<'t>)>,
}

pub fn flat<'t>(text: &Text<'t>) -> Flat<'t> {
    let mut walk = Walk::default();
    walk.blocks(&text.blocks);
    walk.flat
}

#[derive(Default)]
struct Walk<'t> {
    flat: Flat<'t>,
    /// The styles of what is written now.
    inside: Vec<Style<'t>>,
    /// Before each line but the first of an item.
    indentation: usize,
    is_in_quote: bool,
}

impl<'t> Walk<'t> {
    fn blocks(&mut self, blocks: &[Block<'t>]) {
        for (place, block) in blocks.iter().enumerate() {
            if place > 0 {
                let is_paragraph = |block: &Block<'_>| matches!(block, Block::Paragraph(_));
                if is_paragraph(block) && is_paragraph(&blocks[place - 1]) {
                    self.flat.words.push('\n');
                }
                self.next_line();
            }
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block<'t>) {
        match block {
            Block::Paragraph(inlines) => self.inlines(inlines),
            Block::Code { language, code } => self.write(code, Some(Style::CodeBlock(*language))),
            Block::List { start, items } => self.list(*start, items),
            Block::Quote(blocks) if self.is_in_quote => self.blocks(blocks),
            Block::Quote(blocks) => {
                let (start, before) = (self.flat.words.len(), self.flat.styles.len());
                self.is_in_quote = true;
                self.blocks(blocks);
                self.is_in_quote = false;
                let quote = (start..self.flat.words.len(), Style::Quote);
                self.flat.styles.insert(before, quote);
            }
        }
    }

    fn list(&mut self, start: Option<u32>, items: &[Vec<Block<'t>>]) {
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.next_line();
            }
            let mark =
                start.map_or("• ".to_owned(), |start| format!("{}. ", place + start as usize));
            self.flat.words.push_str(&mark);
            self.indentation += 2;
            self.blocks(item);
            self.indentation -= 2;
        }
    }

    fn inlines(&mut self, inlines: &[Inline<'t>]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.write(text, None),
                Inline::Code(code) => self.write(code, Some(Style::Code)),
                Inline::Break => self.next_line(),
                Inline::Strong(inner) => self.styled(Style::Strong, inner),
                Inline::Emphasis(inner) => self.styled(Style::Emphasis, inner),
                Inline::Strike(inner) => self.styled(Style::Strike, inner),
                Inline::Link { address, words } => self.styled(Style::Link(address), words),
            }
        }
    }

    fn styled(&mut self, style: Style<'t>, inner: &[Inline<'t>]) {
        self.inside.push(style);
        self.inlines(inner);
        self.inside.pop();
    }

    /// Code has its own style instead of those around it.
    fn write(&mut self, text: &str, code: Option<Style<'t>>) {
        let start = self.flat.words.len();
        self.flat.words.push_str(text);
        match code {
            Some(style) => self.style(start, style),
            None => self.inside.clone().into_iter().for_each(|style| self.style(start, style)),
        }
    }

    /// From here to the end. What touches the same style continues it.
    fn style(&mut self, start: usize, style: Style<'t>) {
        let end = self.flat.words.len();
        let mut recent = self.flat.styles.iter_mut().rev().take(2 * super::DEEPEST);
        match recent.find(|(range, one)| *one == style && range.end == start) {
            Some((range, _)) => range.end = end,
            None if start < end => self.flat.styles.push((start..end, style)),
            None => {}
        }
    }

    fn next_line(&mut self) {
        let start = self.flat.words.len();
        self.flat.words.push('\n');
        self.flat.words.extend(std::iter::repeat_n(' ', self.indentation));
        self.inside.clone().into_iter().for_each(|style| self.style(start, style));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Format, parse};

    #[test]
    fn a_plain_text_is_as_it_was_typed() {
        for text in ["a\nb\n\nc\n\n\n  d", "https://a.b/ *c*", "", "\n\n"] {
            assert_eq!(flat(&parse(text, Format::Plain)).words, text);
        }
    }

    #[test]
    fn markup_becomes_styles() {
        let text = parse("**a *b `c` d***\n> e\n> > f\n\n[g](https://h.i)", Format::Markdown);
        let flat = flat(&text);
        assert_eq!(flat.words, "a b c d\ne\nf\ng");
        let styles: Vec<_> =
            flat.styles.iter().map(|(range, style)| (&flat.words[range.clone()], *style)).collect();
        assert_eq!(
            styles,
            [
                ("a b ", Style::Strong),
                ("b ", Style::Emphasis),
                ("c", Style::Code),
                (" d", Style::Strong),
                (" d", Style::Emphasis),
                ("e\nf", Style::Quote),
                ("g", Style::Link("https://h.i")),
            ]
        );
    }

    #[test]
    fn items_have_their_mark() {
        let text = parse("- a\n  b\n  1. c\n  2. d\n- e\n\n```\nf\n```", Format::Markdown);
        assert_eq!(flat(&text).words, "• a\n  b\n  1. c\n  2. d\n• e\nf");
    }
}
