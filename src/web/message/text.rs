//! From the text of a message to safe HTML.

use std::sync::{Arc, LazyLock};

use askama::filters::{Escaper as _, Html};
use quick_cache::sync::Cache;
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    message::{
        Format,
        markdown::{Block, Inline},
        parse,
    },
    weight::{ByBytes, Weight},
};

/// Most emoji that are shown big; more are a text.
const MOST_BIG_EMOJI: usize = 6;

/// Bytes of texts and of what they became that are kept.
const MOST_KEPT: u64 = 8 * 1024 * 1024;

/// What texts became, so that a page does not take fifty of them apart each
/// time. The text itself and its format are the key: nothing else decides.
static RENDERED: LazyLock<Cache<(String, Format), Arc<str>, ByBytes>> =
    LazyLock::new(|| Cache::with_weighter(4_096, MOST_KEPT, ByBytes));

impl Weight for (String, Format) {
    fn weight(&self) -> usize {
        self.0.len()
    }
}

/// The same as [`to_html`], remembered.
pub fn rendered(text: &str, format: Format) -> Arc<str> {
    let key = (text.to_owned(), format);
    if let Some(html) = RENDERED.get(&key) {
        return html;
    }
    let html: Arc<str> = to_html(text, format).into();
    RENDERED.insert(key, html.clone());
    html
}

/// The elements of a text, and nothing else: whatever was typed is escaped. The
/// stylesheet keeps line breaks as they are.
fn to_html(text: &str, format: Format) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    write_blocks(&mut html, &parse(text, format).blocks);
    html
}

fn write_blocks(html: &mut String, blocks: &[Block<'_>]) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => {
                html.push_str("<p dir=\"auto\">");
                write_inlines(html, inlines);
                html.push_str("</p>");
            }
            Block::Quote(blocks) => {
                html.push_str("<blockquote>");
                write_blocks(html, blocks);
                html.push_str("</blockquote>");
            }
            Block::List { start, items } => write_list(html, *start, items),
            Block::Code { code, .. } => {
                html.push_str("<pre tabindex=\"0\"><code>");
                write_escaped(html, code);
                html.push_str("</code></pre>");
            }
        }
    }
}

fn write_list(html: &mut String, start: Option<u32>, items: &[Vec<Block<'_>>]) {
    let tag = if start.is_some() { "ol" } else { "ul" };
    html.extend(["<", tag]);
    if let Some(start) = start.filter(|start| *start != 1) {
        html.extend([" start=\"", &start.to_string(), "\""]);
    }
    html.push('>');
    for item in items {
        html.push_str("<li>");
        write_blocks(html, item);
        html.push_str("</li>");
    }
    html.extend(["</", tag, ">"]);
}

fn write_inlines(html: &mut String, inlines: &[Inline<'_>]) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => write_escaped(html, text),
            Inline::Strong(inner) => write_element(html, "strong", inner),
            Inline::Emphasis(inner) => write_element(html, "em", inner),
            Inline::Strike(inner) => write_element(html, "s", inner),
            Inline::Code(code) => {
                html.push_str("<code>");
                write_escaped(html, code);
                html.push_str("</code>");
            }
            Inline::Link { address, words } => {
                html.push_str("<a href=\"");
                write_escaped(html, address);
                html.push_str("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
                write_inlines(html, words);
                html.push_str("</a>");
            }
            Inline::Break => html.push('\n'),
        }
    }
}

/// The tag without its brackets.
fn write_element(html: &mut String, tag: &str, inner: &[Inline<'_>]) {
    html.extend(["<", tag, ">"]);
    write_inlines(html, inner);
    html.extend(["</", tag, ">"]);
}

fn write_escaped(html: &mut String, text: &str) {
    // Writing into a string has no cause to fail.
    let _ = Html.write_escaped_str(html, text);
}

/// Whether the text is nothing but one to six emoji.
pub fn is_emoji(text: &str) -> bool {
    // The longest emoji is some 40 bytes: a long text need not be looked at.
    if text.len() > MOST_BIG_EMOJI * 48 {
        return false;
    }
    let mut count = 0;
    for grapheme in text.graphemes(true).filter(|grapheme| !grapheme.trim().is_empty()) {
        count += 1;
        if count > MOST_BIG_EMOJI || emojis::get(grapheme).is_none() {
            return false;
        }
    }
    count > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::MessageBody;

    fn plain(text: &str) -> String {
        to_html(text, Format::Plain)
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(
            plain("<script>alert('1')</script> & \"co\""),
            "<p dir=\"auto\">&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62; &#38; &#34;co&#34;</p>"
        );
    }

    #[test]
    fn only_http_and_https_become_links() {
        let html = plain("see https://example.org/a?b=1&c=<x> now");
        assert!(html.contains(
            "<a href=\"https://example.org/a?b=1&#38;c=\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">"
        ), "{html}");
        for text in [
            "javascript:alert(1)",
            "javascript://x.org/%0aalert(1)",
            "ftp://example.org",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://",
        ] {
            assert!(!plain(text).contains("<a "), "{text}");
        }
        assert!(plain("HTTP://EXAMPLE.ORG").contains("<a href=\"HTTP://EXAMPLE.ORG\""));
    }

    #[test]
    fn a_link_cannot_leave_its_attribute() {
        let html = plain("https://example.org/\"onmouseover=\"alert(1)");
        assert!(!html.contains("\"onmouseover"), "{html}");
    }

    #[test]
    fn lines_and_paragraphs_are_kept() {
        assert_eq!(plain("a\nb\n\nc"), "<p dir=\"auto\">a\nb</p><p dir=\"auto\">c</p>");
        assert_eq!(plain("a\n\n\nb"), "<p dir=\"auto\">a</p><p dir=\"auto\">\nb</p>");
    }

    /// What remains of the HTML when every element that we make is taken out,
    /// innermost first.
    fn without_elements(html: &str) -> String {
        let mut open = Vec::new();
        let mut rest = String::new();
        for part in html.split_inclusive('>') {
            let Some((text, tag)) = part.split_once('<') else {
                rest.push_str(part);
                continue;
            };
            rest.push_str(text);
            let tag = tag.trim_end_matches('>');
            match tag.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name), "{html}"),
                None => open.push(element(tag)),
            }
        }
        assert!(open.is_empty(), "{html}");
        rest
    }

    /// The name of an element that we make, with its attributes.
    fn element(tag: &str) -> &str {
        let is_start = |tag: &str| tag.parse::<u32>().is_ok_and(|start| start != 1);
        match tag {
            "p dir=\"auto\"" => "p",
            "pre tabindex=\"0\"" => "pre",
            "strong" | "em" | "s" | "code" | "blockquote" | "ul" | "ol" | "li" => tag,
            _ => {
                let start = tag.strip_prefix("ol start=\"").and_then(|tag| tag.strip_suffix('"'));
                let link = tag.strip_prefix("a href=\"http").and_then(|tag| {
                    tag.strip_suffix("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\"")
                });
                match (start, link) {
                    (Some(start), _) if is_start(start) => "ol",
                    (_, Some(address)) if !address.contains(['"', '<', '\'']) => "a",
                    _ => panic!("not ours: {tag}"),
                }
            }
        }
    }

    #[test]
    fn only_our_elements_come_out_and_each_is_closed() {
        // Every sequence of four of these.
        let parts = [
            "**",
            "*",
            "_",
            "~~",
            "`",
            "```\n",
            "> ",
            "- ",
            "3. ",
            "[",
            "](https://a.b)",
            "](javascript:a)",
            "\\",
            "\n",
            "  ",
            "<b onclick='a'>",
            "&lt;",
            "\"",
            "a",
            "](",
            "https://a.b/",
        ];
        let count = parts.len();
        for number in 0..count.pow(4) {
            let text: String =
                (0..4).map(|place| parts[number / count.pow(place) % count]).collect();
            let rest = without_elements(&to_html(&text, Format::Markdown));
            assert!(!rest.contains(['<', '>', '"', '\'']), "{text:?}: {rest}");
        }
    }

    #[test]
    fn a_text_without_markup_is_the_same_in_both_formats() {
        let parts = [
            "a",
            "я",
            " ",
            "  ",
            "\t",
            "\n",
            "\n\n",
            "https://a.b/c_d_e",
            "(",
            ")",
            ".",
            "—",
            "<b>",
            "&amp;",
            "# ",
            "+ ",
            "--",
            "07. ",
            "~",
            "👍",
        ];
        let count = parts.len();
        for number in 0..count.pow(4) {
            let text: String =
                (0..4).map(|place| parts[number / count.pow(place) % count]).collect();
            let Ok(body) = MessageBody::parse(&text) else { continue };
            let text = body.as_str();
            assert_eq!(to_html(text, Format::Markdown), plain(text), "{text:?}");
        }
    }

    #[test]
    fn markup_becomes_elements() {
        for (text, html) in [
            (
                "**a** *b* _c_ ~~d~~",
                "<p dir=\"auto\"><strong>a</strong> <em>b</em> <em>c</em> <s>d</s></p>",
            ),
            ("`<a>`\nb", "<p dir=\"auto\"><code>&#60;a&#62;</code>\nb</p>"),
            (
                "```sh\nls *\n\n```\na",
                "<pre tabindex=\"0\"><code>ls *\n</code></pre><p dir=\"auto\">a</p>",
            ),
            ("> a\nb", "<blockquote><p dir=\"auto\">a</p></blockquote><p dir=\"auto\">b</p>"),
            ("- a\n- b", "<ul><li><p dir=\"auto\">a</p></li><li><p dir=\"auto\">b</p></li></ul>"),
            ("1. a", "<ol><li><p dir=\"auto\">a</p></li></ol>"),
            ("7. a", "<ol start=\"7\"><li><p dir=\"auto\">a</p></li></ol>"),
            (
                "[*a*](https://b.c/?d&e)",
                "<p dir=\"auto\"><a href=\"https://b.c/?d&#38;e\" rel=\"noopener noreferrer nofollow\" target=\"_blank\"><em>a</em></a></p>",
            ),
        ] {
            assert_eq!(to_html(text, Format::Markdown), html);
        }
    }

    #[test]
    fn a_few_emoji_alone_are_big() {
        for big in ["👍", "😋 👏", "👩‍🚀🇫🇮", "❤️"] {
            assert!(is_emoji(big), "{big}");
        }
        for small in ["ok 👍", "1", "👍👍👍👍👍👍👍", "", "#"] {
            assert!(!is_emoji(small), "{small}");
        }
    }
}
