//! Where a link leads, and whether it reads so.

use std::{net::Ipv4Addr, ops::Range};

use url::Url;

use crate::{
    message::links::{Span, spans},
    visible::{is_hidden, is_visible},
};

/// The places of the bare addresses of a text.
pub(super) fn bare(text: &str) -> Vec<Range<usize>> {
    let mut place = 0;
    let placed = spans(text).into_iter().filter_map(|span| {
        let (part, is_link) = match span {
            Span::Text(part) => (part, false),
            Span::Link(part) => (part, true),
        };
        place += part.len();
        is_link.then(|| place - part.len()..place)
    });
    placed.collect()
}

/// The address of a link from the end of it, `](address)`, if it is nothing but
/// one that would be a link by itself.
pub(super) fn of_tail(tail: &str) -> Option<&str> {
    let address = tail.strip_prefix("](")?.strip_suffix(')')?.trim_matches([' ', '\t']);
    (spans(address) == [Span::Link(address)]).then_some(address)
}

/// Whether nobody takes the words for another address than this one.
pub(super) fn is_honest(words: &str, address: &str) -> bool {
    if !is_visible(words) || words.chars().any(is_hidden) {
        return false;
    }
    let Ok(target) = Url::parse(address) else { return false };
    let is_bare = spans(words).iter().any(|span| matches!(span, Span::Link(_)));
    words.trim() == address || !is_bare && words.split_whitespace().all(|word| is_of(word, &target))
}

/// Whether this word names no host, or the one of the target.
fn is_of(word: &str, target: &Url) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_plain = word.is_ascii() && !word.contains(['.', '@', '%']);
    let host = Url::parse(&format!("https://{word}")).ok().filter(|_| !is_plain);
    let named = host.as_ref().and_then(Url::host_str).filter(|host| is_name(host, word));
    named.is_none_or(|host| Some(without_www(host)) == target.host_str().map(without_www))
}

/// Whether people read a host in this word: its end is a name, or it is four
/// numbers (of `1.2` the URL standard would make four).
fn is_name(host: &str, word: &str) -> bool {
    host.rsplit_once('.').is_some_and(|(_, last)| {
        let is_named = last.len() > 1 && last.chars().any(char::is_alphabetic);
        is_named || (host.parse::<Ipv4Addr>().is_ok() && word.starts_with(host))
    })
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_name_another_address_deceive() {
        for (words, address) in [
            ("https://bank.example", "https://evil.example"),
            ("see https://bank.example", "https://bank.example"),
            ("bank.example", "https://evil.example"),
            ("WWW.bank.example/login", "https://evil.example/bank.example"),
            ("go to «bank.example».", "https://evil.example"),
            ("bank。example", "https://evil.example"),
            ("президент.рф", "https://evil.example"),
            ("a@bank.example", "https://evil.example"),
            ("192.168.0.1", "https://evil.example"),
            ("\u{202e}elpmaxe.knab", "https://evil.example"),
            (" ", "https://evil.example"),
        ] {
            assert!(!is_honest(words, address), "{words}");
        }
    }

    #[test]
    fn other_words_do_not() {
        for (words, address) in [
            ("here", "https://example.org"),
            ("https://example.org/a", "https://example.org/a"),
            ("example.org", "https://www.example.org/a"),
            ("see example.org: the plan", "https://example.org/a"),
            ("version 1.2, новая", "https://example.org/a"),
            ("e.g. this…", "https://example.org/a"),
        ] {
            assert!(is_honest(words, address), "{words}");
        }
    }
}
