//! How the text of a message is to be read.

use serde::{Deserialize, Serialize};

use super::{
    links::{Span, spans},
    markdown::{self, Block, Inline},
};

/// Texts from before there was any markup stay plain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    #[default]
    Plain,
    Markdown,
    /// Of a [`Line`](super::Line): no text, but what happened.
    Event,
}

impl Format {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
            Self::Event => "event",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Plain, Self::Markdown, Self::Event].into_iter().find(|one| one.as_str() == text)
    }
}

/// What a text consists of, in either format: at least one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'t> {
    pub blocks: Vec<Block<'t>>,
}

/// Takes the text of a message apart; its lines end with `\n`. A line is none: how
/// it reads is the affair of each face.
pub fn parse(text: &str, format: Format) -> Text<'_> {
    match format {
        Format::Plain => plain(text),
        Format::Event => plain(""),
        Format::Markdown => Text { blocks: markdown::parse(text) },
    }
}

/// Paragraphs (separated by one empty line; further ones are kept) with links.
fn plain(text: &str) -> Text<'_> {
    let blocks = text.split("\n\n").map(|paragraph| {
        let mut inlines = Vec::new();
        for span in spans(paragraph) {
            match span {
                Span::Text(words) => push_lines(&mut inlines, words),
                Span::Link(address) => inlines.push(link(address)),
            }
        }
        Block::Paragraph(inlines)
    });
    Text { blocks: blocks.collect() }
}

/// A bare address, which reads as it leads.
pub(super) fn link(address: &str) -> Inline<'_> {
    Inline::Link { address, words: vec![Inline::Text(address)] }
}

/// Text that may have several lines.
pub(super) fn push_lines<'t>(inlines: &mut Vec<Inline<'t>>, text: &'t str) {
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            inlines.push(Inline::Break);
        }
        if !line.is_empty() {
            inlines.push(Inline::Text(line));
        }
    }
}
