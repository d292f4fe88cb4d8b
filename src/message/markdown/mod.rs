//! The small Markdown of messages: bold, italic, strike, code, quotes, lists
//! and links.
//!
//! `pulldown-cmark` finds them; what it makes of a text becomes the few
//! elements below, which borrow from the text as it was typed. Headings,
//! pictures, tables, rules, HTML, entities, references, and whatever is not
//! closed are no markup here: they stay as they were typed.

mod address;
mod container;
mod fence;
mod flat;
mod frame;
mod line;
mod masked;
mod parse;
#[cfg(test)]
mod properties;
mod source;
#[cfg(test)]
mod tests;
mod tree;
mod words;

pub use flat::{Flat, Style, flat};
pub use line::{first_line, first_lines};
pub(super) use parse::parse;

/// Quotes, lists and styles inside each other; what is deeper is flattened or
/// stays as typed, so whoever walks the tree may call themselves.
pub const DEEPEST: usize = 8;

/// A part of a text that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block<'t> {
    Paragraph(Vec<Inline<'t>>),
    Quote(Vec<Block<'t>>),
    /// Numbered from `start`, without gaps.
    List {
        start: Option<u32>,
        items: Vec<Vec<Block<'t>>>,
    },
    /// Without a line break at its end.
    Code {
        language: Option<&'t str>,
        code: String,
    },
}

/// A part of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline<'t> {
    Text(&'t str),
    Strong(Vec<Inline<'t>>),
    Emphasis(Vec<Inline<'t>>),
    Strike(Vec<Inline<'t>>),
    Code(String),
    /// To an address as `links` finds them; there is no link inside.
    Link {
        address: &'t str,
        words: Vec<Inline<'t>>,
    },
    /// The end of a line.
    Break,
}
