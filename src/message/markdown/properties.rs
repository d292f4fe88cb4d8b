//! What holds for every text.

use super::{Block, DEEPEST, Inline, parse};
use crate::message::{Format, MOST_CHARACTERS, format};

#[test]
fn nothing_is_deeper_than_the_limit() {
    fn depth(blocks: &[Block<'_>]) -> usize {
        let inner = blocks.iter().map(|block| match block {
            Block::Quote(blocks) => 1 + depth(blocks),
            Block::List { items, .. } => {
                1 + items.iter().map(|item| depth(item)).max().unwrap_or(0)
            }
            Block::Paragraph(inlines) => inline_depth(inlines),
            Block::Code { .. } => 0,
        });
        inner.max().unwrap_or(0)
    }
    fn inline_depth(inlines: &[Inline<'_>]) -> usize {
        let inner = inlines.iter().map(|inline| match inline {
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strike(inner)
            | Inline::Link { words: inner, .. } => 1 + inline_depth(inner),
            Inline::Text(_) | Inline::Code(_) | Inline::Break => 0,
        });
        inner.max().unwrap_or(0)
    }
    let nested_list: String = (0..60).map(|level| format!("{}- a\n", "  ".repeat(level))).collect();
    let quotes: String = (1..60).map(|level| format!("{} a\n", ">".repeat(level))).collect();
    let styles = format!("{}a{}", "*a **b ".repeat(40), "** *".repeat(40));
    let both = format!("{}{styles}", "> ".repeat(20));
    for text in [nested_list, quotes, styles, both, format!("{}a", "> - ".repeat(50))] {
        assert!(depth(&parse(&text)) <= DEEPEST, "{text}");
        assert_eq!(letters(&text), seen(&text));
    }
}

/// The letters of a text as it was typed.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

/// The letters in the tree, with addresses and languages.
fn seen(text: &str) -> String {
    fn blocks(all: &[Block<'_>], out: &mut String) {
        for block in all {
            match block {
                Block::Paragraph(words) => inlines(words, out),
                Block::Quote(inner) => blocks(inner, out),
                Block::List { items, .. } => items.iter().for_each(|item| blocks(item, out)),
                Block::Code { language, code } => {
                    out.push_str(&letters(language.unwrap_or_default()));
                    out.push_str(&letters(code));
                }
            }
        }
    }
    fn inlines(all: &[Inline<'_>], out: &mut String) {
        for inline in all {
            match inline {
                Inline::Text(text) => out.push_str(&letters(text)),
                Inline::Code(code) => out.push_str(&letters(code)),
                Inline::Break => {}
                Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => {
                    inlines(inner, out);
                }
                Inline::Link { address, words } => {
                    inlines(words, out);
                    if *words != [Inline::Text(address)] {
                        out.push_str(&letters(address));
                    }
                }
            }
        }
    }
    let mut out = String::new();
    blocks(&parse(text), &mut out);
    out
}

#[test]
fn no_letter_is_lost() {
    // Every sequence of five of these, each with letters of its own between.
    let parts = [
        "**",
        "`",
        "```\n",
        "> ",
        "- ",
        "\n",
        "2. ",
        "](https://x.y)",
        "\\",
        "   ",
        "~~",
        "<b>",
        "[",
    ];
    let count = parts.len();
    for number in 0..count.pow(5) {
        let text: String = (0..5)
            .map(|place| number / count.pow(place) % count)
            .zip(["a", "", "c", "", "e"])
            .flat_map(|(part, letter)| [parts[part], letter])
            .collect();
        assert_eq!(seen(&text), letters(&text), "{text:?}");
    }
}

#[test]
fn a_hostile_text_is_read() {
    for part in [
        "*",
        "_",
        "**a ",
        "a**b",
        "*a_ ",
        "~~a ",
        "`",
        "` `` ",
        "> ",
        ">",
        "- ",
        "- a\n",
        "1. ",
        "[",
        "[a](",
        "](",
        "![",
        "<",
        "<!--",
        "&amp;",
        "\\",
        "[a]: b\n\n",
        "```a\n",
        "> ```a\n",
        "[a](https://a.b)",
        "https://a/(",
        "- > ",
        "> - a\n",
        "\t",
        "\n",
        "é*",
    ] {
        let text: String = part.repeat(MOST_CHARACTERS).chars().take(MOST_CHARACTERS).collect();
        assert_eq!(seen(&text), letters(&text), "{part:?}");
    }
}

#[test]
fn nothing_at_all_is_an_empty_paragraph() {
    for text in ["", " ", "\n", "\n\n"] {
        assert_eq!(parse(text), format::parse(text, Format::Plain).blocks);
    }
}
