//! From the text of a message to safe HTML.

use askama::filters::{Escaper as _, Html};
use unicode_segmentation::UnicodeSegmentation;

use crate::message::links::{Span, spans};

/// Most emoji that are shown big; more are a text.
const MOST_BIG_EMOJI: usize = 6;

/// Paragraphs (separated by one empty line; further ones are kept) with links.
/// Everything that is not a link made here is escaped.
pub fn to_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    for paragraph in text.split("\n\n") {
        html.push_str("<p dir=\"auto\">");
        link(&mut html, paragraph);
        html.push_str("</p>");
    }
    html
}

/// Only http and https become links; nothing else that looks like an address
/// can be clicked.
fn link(html: &mut String, text: &str) {
    for span in spans(text) {
        match span {
            Span::Text(words) => write_escaped(html, words),
            Span::Link(address) => {
                html.push_str("<a href=\"");
                write_escaped(html, address);
                html.push_str("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
                write_escaped(html, address);
                html.push_str("</a>");
            }
        }
    }
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

    #[test]
    fn markup_is_text() {
        assert_eq!(
            to_html("<script>alert('1')</script> & \"co\""),
            "<p dir=\"auto\">&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62; &#38; &#34;co&#34;</p>"
        );
    }

    #[test]
    fn only_http_and_https_become_links() {
        let html = to_html("see https://example.org/a?b=1&c=<x> now");
        assert!(html.contains(
            "<a href=\"https://example.org/a?b=1&#38;c=\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">"
        ), "{html}");
        for plain in [
            "javascript:alert(1)",
            "javascript://x.org/%0aalert(1)",
            "ftp://example.org",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://",
        ] {
            assert!(!to_html(plain).contains("<a "), "{plain}");
        }
        assert!(to_html("HTTP://EXAMPLE.ORG").contains("<a href=\"HTTP://EXAMPLE.ORG\""));
    }

    #[test]
    fn a_link_cannot_leave_its_attribute() {
        let html = to_html("https://example.org/\"onmouseover=\"alert(1)");
        assert!(!html.contains("\"onmouseover"), "{html}");
    }

    #[test]
    fn lines_and_paragraphs_are_kept() {
        assert_eq!(to_html("a\nb\n\nc"), "<p dir=\"auto\">a\nb</p><p dir=\"auto\">c</p>");
        assert_eq!(to_html("a\n\n\nb"), "<p dir=\"auto\">a</p><p dir=\"auto\">\nb</p>");
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
