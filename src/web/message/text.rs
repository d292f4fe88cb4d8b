//! From the text of a message to safe HTML.

use std::sync::{Arc, LazyLock};

use askama::filters::{Escaper as _, Html};
use quick_cache::sync::Cache;
use unicode_segmentation::UnicodeSegmentation;
use uuid::Uuid;

use crate::{
    message::{
        self, Format, Message, calls,
        markdown::{Block, Inline},
        parse, readings,
    },
    paths,
    weight::{ByBytes, Weight},
};

/// Most emoji that are shown big; more are a text.
const MOST_BIG_EMOJI: usize = 6;

/// Bytes of texts and of what they became that are kept.
const MOST_KEPT: u64 = 8 * 1024 * 1024;

/// What texts became, so that a page does not take fifty of them apart each
/// time. The text itself, its format and whom it mentions are the key: nothing else
/// decides.
static RENDERED: LazyLock<Cache<Key, Arc<str>, ByBytes>> =
    LazyLock::new(|| Cache::with_weighter(4_096, MOST_KEPT, ByBytes));

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    text: String,
    format: Format,
    mentioned: Mentioned,
}

impl Weight for Key {
    fn weight(&self) -> usize {
        self.text.len() + self.mentioned.names.iter().map(String::len).sum::<usize>()
    }
}

/// Whom a text mentions, by which names, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Mentioned {
    names: Vec<String>,
    /// Of which all are meant.
    conversation: Option<Uuid>,
}

impl Mentioned {
    fn of(message: &Message) -> Self {
        let conversation = (!message.mentions.is_empty()).then_some(message.conversation_id);
        Self { names: message.mentions.clone(), conversation }
    }

    /// The name that a word behind an `@` begins with, as it is stored.
    fn name(&self, word: &str) -> Option<&str> {
        let called = |name: &str| self.names.iter().find(|one| one.eq_ignore_ascii_case(name));
        readings(word).find_map(called).map(String::as_str)
    }

    fn path(&self, name: &str) -> String {
        match &self.conversation {
            Some(id) if name == message::ALL => paths::members(id),
            _ => paths::person(name),
        }
    }
}

/// The text of a message as HTML, remembered.
pub fn rendered(message: &Message) -> Arc<str> {
    let (text, mentioned) = (message.body.clone(), Mentioned::of(message));
    let key = Key { text, format: message.format, mentioned };
    if let Some(html) = RENDERED.get(&key) {
        return html;
    }
    let html: Arc<str> = to_html(&key.text, key.format, &key.mentioned).into();
    RENDERED.insert(key, html.clone());
    html
}

/// The elements of a text, and nothing else: whatever was typed is escaped. The
/// stylesheet keeps line breaks as they are.
fn to_html(text: &str, format: Format, mentioned: &Mentioned) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    write_blocks(&mut html, &parse(text, format).blocks, mentioned);
    html
}

fn write_blocks(html: &mut String, blocks: &[Block<'_>], mentioned: &Mentioned) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => {
                html.push_str("<p dir=\"auto\">");
                write_inlines(html, inlines, mentioned);
                html.push_str("</p>");
            }
            Block::Quote(blocks) => {
                html.push_str("<blockquote>");
                write_blocks(html, blocks, mentioned);
                html.push_str("</blockquote>");
            }
            Block::List { start, items } => write_list(html, *start, items, mentioned),
            Block::Code { code, .. } => {
                html.push_str("<pre tabindex=\"0\"><code>");
                write_escaped(html, code);
                html.push_str("</code></pre>");
            }
        }
    }
}

fn write_list(
    html: &mut String,
    start: Option<u32>,
    items: &[Vec<Block<'_>>],
    mentioned: &Mentioned,
) {
    let tag = if start.is_some() { "ol" } else { "ul" };
    html.extend(["<", tag]);
    if let Some(start) = start.filter(|start| *start != 1) {
        html.extend([" start=\"", &start.to_string(), "\""]);
    }
    html.push('>');
    for item in items {
        html.push_str("<li>");
        write_blocks(html, item, mentioned);
        html.push_str("</li>");
    }
    html.extend(["</", tag, ">"]);
}

fn write_inlines(html: &mut String, inlines: &[Inline<'_>], mentioned: &Mentioned) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => write_text(html, text, mentioned),
            Inline::Strong(inner) => write_element(html, "strong", inner, mentioned),
            Inline::Emphasis(inner) => write_element(html, "em", inner, mentioned),
            Inline::Strike(inner) => write_element(html, "s", inner, mentioned),
            Inline::Code(code) => {
                html.push_str("<code>");
                write_escaped(html, code);
                html.push_str("</code>");
            }
            Inline::Link { address, words } => {
                html.push_str("<a href=\"");
                write_escaped(html, address);
                html.push_str("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
                // There is no link inside of a link.
                write_inlines(html, words, &Mentioned::default());
                html.push_str("</a>");
            }
            Inline::Break => html.push('\n'),
        }
    }
}

/// The tag without its brackets.
fn write_element(html: &mut String, tag: &str, inner: &[Inline<'_>], mentioned: &Mentioned) {
    html.extend(["<", tag, ">"]);
    write_inlines(html, inner, mentioned);
    html.extend(["</", tag, ">"]);
}

/// A run of text, in which whoever is mentioned is a link.
fn write_text(html: &mut String, run: &str, mentioned: &Mentioned) {
    let mut done = 0;
    if !mentioned.names.is_empty() {
        for (at, word) in calls(run) {
            let Some(name) = mentioned.name(word) else { continue };
            let end = at + 1 + name.len();
            write_escaped(html, &run[done..at]);
            html.extend(["<a class=\"mention\" href=\"", &mentioned.path(name)]);
            html.extend(["\" data-mention=\"", name, "\">", &run[at..end], "</a>"]);
            done = end;
        }
    }
    write_escaped(html, &run[done..]);
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
        to_html(text, Format::Plain, &Mentioned::default())
    }

    fn markdown(text: &str) -> String {
        to_html(text, Format::Markdown, &Mentioned::default())
    }

    #[test]
    fn who_is_mentioned_is_a_link_and_nobody_else() {
        let names = ["all", "ada"].map(str::to_owned).to_vec();
        let mentioned = Mentioned { names, conversation: Some(Uuid::nil()) };
        let html = |text| to_html(text, Format::Markdown, &mentioned);
        let ada = |shown| {
            format!("<a class=\"mention\" href=\"/people/ada\" data-mention=\"ada\">{shown}</a>")
        };
        assert_eq!(
            html("**@Ada**, @grace <@ada.>"),
            format!(
                "<p dir=\"auto\"><strong>{}</strong>, @grace &#60;{}.&#62;</p>",
                ada("@Ada"),
                ada("@ada")
            )
        );
        assert!(html("@all").contains(&format!("href=\"/conversations/{}/members\"", Uuid::nil())));
        for text in ["`@ada`", "a@ada", "[@ada](https://a.b)"] {
            assert!(!html(text).contains("mention"), "{text}");
        }
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
            let rest = without_elements(&markdown(&text));
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
            assert_eq!(markdown(text), plain(text), "{text:?}");
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
            assert_eq!(markdown(text), html);
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
