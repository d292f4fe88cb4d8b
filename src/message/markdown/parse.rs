//! From the events of the parser to our own tree.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{Block, address, frame::Kind, masked, source::View, tree::Tree};

/// The blocks of a text, at least one.
pub(in crate::message) fn parse(text: &str) -> Vec<Block<'_>> {
    let links = address::bare(text);
    let view = masked::view(text, &links);
    let mut reader = Reader { view: &view, tree: Tree::new(text, links), code: None };
    let parser = Parser::new_ext(&view.text, Options::ENABLE_STRIKETHROUGH);
    for (event, range) in parser.into_offset_iter() {
        reader.event(event, range);
    }
    reader.tree.finish()
}

struct Reader<'t, 'v> {
    view: &'v View,
    tree: Tree<'t>,
    /// The block of code that is being read.
    code: Option<Code<'t>>,
}

struct Code<'t> {
    language: Option<&'t str>,
    lines: String,
    /// Otherwise it is a text like any other.
    is_fenced: bool,
}

impl<'t> Reader<'t, '_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        let typed = self.view.typed(&range);
        match event {
            Event::Start(tag) => self.start(&tag, &range, typed),
            Event::End(TagEnd::CodeBlock) => self.end_code(typed),
            Event::End(tag) => self.end(tag, typed),
            Event::SoftBreak | Event::HardBreak => {}
            _ if self.code.is_some() => self.code_lines(&range),
            Event::Code(_) => self.tree.code(typed),
            _ => self.tree.text(typed),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, typed: Range<usize>) {
        match tag {
            Tag::BlockQuote(_) => self.tree.open_block(Kind::Quote),
            Tag::List(number) => self.tree.open_block(Kind::List(number.is_some())),
            Tag::Item => self.tree.open_item(typed.start),
            Tag::CodeBlock(kind) => self.start_code(kind, range, typed),
            Tag::Emphasis => self.tree.open_inline(Kind::Emphasis, typed.start),
            Tag::Strong => self.tree.open_inline(Kind::Strong, typed.start),
            Tag::Strikethrough => self.tree.open_inline(Kind::Strike, typed.start),
            Tag::Link { .. } => self.tree.open_inline(Kind::Link, typed.start),
            _ => self.tree.open_paragraph(),
        }
    }

    fn end(&mut self, tag: TagEnd, typed: Range<usize>) {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.tree.close_block(typed),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {
                self.tree.close_inline(typed.end);
            }
            _ => self.tree.close_paragraph(),
        }
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>, typed: Range<usize>) {
        let is_fenced =
            matches!(kind, CodeBlockKind::Fenced(_)) && is_closed(&self.view.text[range.clone()]);
        let first = self.tree.typed(typed).lines().next().unwrap_or_default();
        let language = Some(first.trim_matches(['`', ' ', '\t'])).filter(|word| !word.is_empty());
        self.code = Some(Code { language, lines: String::new(), is_fenced });
    }

    /// Line by line, because there may be an indentation or a mark between.
    fn code_lines(&mut self, range: &Range<usize>) {
        let Some(code) = &mut self.code else { return };
        let mut start = range.start;
        for line in self.view.text[range.clone()].split_inclusive('\n') {
            code.lines.push_str(self.tree.typed(self.view.typed(&(start..start + line.len()))));
            start += line.len();
        }
    }

    fn end_code(&mut self, typed: Range<usize>) {
        let Some(code) = self.code.take() else { return };
        let lines = code.lines.strip_suffix('\n').unwrap_or(&code.lines);
        if code.is_fenced && !lines.trim().is_empty() {
            let block = Block::Code { language: code.language, code: lines.to_owned() };
            self.tree.push_block(block, typed.end);
        } else {
            self.tree.as_typed(typed);
        }
    }
}

/// Whether a fenced block has its second fence.
fn is_closed(block: &str) -> bool {
    let block = block.trim_end();
    let opened = block.len() - block.trim_start_matches('`').len();
    block.rsplit_once('\n').is_some_and(|(_, last)| {
        let fence = last.trim_start_matches([' ', '\t', '>']);
        fence.len() >= opened && fence.bytes().all(|byte| byte == b'`')
    })
}
