//! Where the links of a text are.
//!
//! A link begins with `http://` or `https://` and goes on until something
//! ends it that no address has: a space, a quotation mark, punctuation or a
//! bracket of any script that is not closed inside the link (the rules by
//! which large messengers find links in running text). Whatever host the
//! WHATWG URL standard accepts, by IDNA too, is a host.

use icu_properties::{
    CodePointMapData,
    props::{BidiMirroringGlyph, GeneralCategory},
};
use url::Url;

use crate::visible::is_hidden;

/// A part of a text; all parts together are the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span<'t> {
    Text(&'t str),
    /// An address that reads as it leads.
    Link(&'t str),
}

/// Divides a text into links and what is between them.
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let (mut done, mut from) = (0, 0);
    while let Some(start) = next_scheme(text, from) {
        let link = &text[start..start + length(&text[start..])];
        from = start + link.len();
        if !is_address(link) {
            continue;
        }
        if done < start {
            spans.push(Span::Text(&text[done..start]));
        }
        spans.push(Span::Link(link));
        done = from;
    }
    if done < text.len() {
        spans.push(Span::Text(&text[done..]));
    }
    spans
}

/// The place of the next `http://` or `https://` that is not the end of a
/// longer scheme.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    text[from..]
        .match_indices("://")
        .filter_map(|(place, _)| {
            let before = &text[from..from + place];
            let name = before.len() - before.bytes().rev().take_while(is_of_scheme).count();
            let scheme = &before[name..];
            let known = ["http", "https"].iter().any(|one| scheme.eq_ignore_ascii_case(one));
            known.then_some(from + name)
        })
        .next()
}

fn is_of_scheme(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

/// Longer addresses are cut: browsers and servers take hardly more, and a text
/// of nothing but beginnings must not be looked through from each of them.
const MOST_CHARACTERS: usize = 2_048;

/// How many bytes of this text, which begins with a scheme, are the link.
fn length(text: &str) -> usize {
    let text = text.char_indices().nth(MOST_CHARACTERS).map_or(text, |(end, _)| &text[..end]);
    let scheme = text.find("://").map_or(0, |place| place + "://".len());
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut end = text.len();
    for (place, character) in text.char_indices().skip_while(|(place, _)| *place < scheme) {
        let ends = match role(character) {
            Role::Ends => true,
            Role::Opens(closing) => {
                open.push((place, closing));
                false
            }
            Role::Closes => open.pop_if(|(_, closing)| *closing == character).is_none(),
            Role::Joins => !is_between_letters(text, place, character),
            Role::Goes => false,
        };
        if ends {
            end = place;
            break;
        }
    }
    // What was opened and never closed belongs to the text around the link.
    let end = open.first().map_or(end, |(place, _)| end.min(*place));
    without_tail(&text[..end])
}

/// What a character does to a link that it stands in.
enum Role {
    Goes,
    Ends,
    /// A bracket or quotation mark, with the one that closes it.
    Opens(char),
    Closes,
    /// Punctuation that is part of a word when it stands inside one.
    Joins,
}

fn category(character: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(character)
}

fn role(character: char) -> Role {
    if character.is_ascii() { role_in_ascii(character) } else { role_by_category(character) }
}

fn role_in_ascii(character: char) -> Role {
    match character {
        '(' => Role::Opens(')'),
        '[' => Role::Opens(']'),
        '{' => Role::Opens('}'),
        ')' | ']' | '}' => Role::Closes,
        '"' | '<' | '>' | '`' | '|' | '\\' | '^' | ' ' => Role::Ends,
        _ if character.is_control() => Role::Ends,
        _ => Role::Goes,
    }
}

fn role_by_category(character: char) -> Role {
    use GeneralCategory as Category;
    if character.is_whitespace() || is_hidden(character) {
        return Role::Ends;
    }
    if matches!(character, '\u{b7}' | '\u{2019}' | '\u{2027}' | '\u{30fb}') {
        return Role::Joins;
    }
    match category(character) {
        Category::OpenPunctuation | Category::InitialPunctuation => Role::Opens(closing(character)),
        Category::ClosePunctuation | Category::FinalPunctuation => Role::Closes,
        Category::OtherPunctuation | Category::DashPunctuation | Category::ConnectorPunctuation => {
            Role::Ends
        }
        _ => Role::Goes,
    }
}

/// What closes this bracket or quotation mark. Unicode pairs the brackets, but
/// not the quotation marks, which languages use in different pairs.
fn closing(opening: char) -> char {
    match opening {
        '\u{201c}' => '\u{201d}',
        '\u{2018}' => '\u{2019}',
        _ => {
            let mirror = CodePointMapData::<BidiMirroringGlyph>::new().get(opening);
            mirror.mirroring_glyph.unwrap_or(opening)
        }
    }
}

fn is_between_letters(text: &str, place: usize, character: char) -> bool {
    let before = text[..place].chars().next_back();
    let after = text[place + character.len_utf8()..].chars().next();
    [before, after].iter().all(|one| one.is_some_and(char::is_alphanumeric))
}

/// The length without the punctuation and the pictures that a sentence puts
/// behind a link. A picture right behind a slash is what the link is about.
fn without_tail(link: &str) -> usize {
    let mut kept = link;
    loop {
        // All of a run at once: a text may be nothing but pictures.
        let bare = kept.trim_end_matches(is_picture);
        if bare.len() < kept.len() && !bare.ends_with(['/', '=', '#']) {
            kept = bare;
        }
        let rest = kept.trim_end_matches(is_tail);
        if rest.len() == kept.len() {
            return kept.len();
        }
        kept = rest;
    }
}

fn is_tail(last: char) -> bool {
    matches!(last, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~')
}

/// Emoji and other symbols beyond ASCII, with what joins and colours them.
fn is_picture(character: char) -> bool {
    use GeneralCategory as Category;
    matches!(character, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
        || !character.is_ascii()
            && matches!(
                category(character),
                Category::OtherSymbol | Category::ModifierSymbol | Category::MathSymbol
            )
}

/// Whether this leads somewhere, and to where it seems to: before an `@` any
/// other host could be pretended.
fn is_address(link: &str) -> bool {
    Url::parse(link).is_ok_and(|url| {
        let named = url.host_str().is_some_and(|host| host.chars().any(char::is_alphanumeric));
        named && url.username().is_empty() && url.password().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::body;

    fn links(text: &str) -> Vec<&str> {
        let links = spans(text).into_iter().filter_map(|span| match span {
            Span::Link(link) => Some(link),
            Span::Text(_) => None,
        });
        links.collect()
    }

    #[test]
    fn punctuation_and_brackets_of_every_script_end_a_link() {
        const PLAN: &str = "https://example.org/план";
        for around in [
            "«{}»",
            "“{}”",
            "„{}“",
            "»{}«",
            "‘{}’",
            "‹{}›",
            "\"{}\"",
            "'{}'",
            "({})",
            "[{}]",
            "{{}}",
            "<{}>",
            "（{}）",
            "「{}」",
            "『{}』",
            "【{}】",
            "《{}》",
            "{}…",
            "{}—да",
            "{} — да",
            "{}。然后",
            "{}」",
            "{}、",
            "{}！",
            "{}？",
            "{}؟",
            "{}،",
            "{}।",
            "{}\u{a0}x",
            "{}\u{3000}x",
            "{}.",
            "{}, x",
            "{}?!",
            "{}:",
            "{};",
            "*{}*",
            "_{}_",
            "~{}~",
            "`{}`",
            "{}👍",
            "{} 👍🏽",
            "{}👩‍🚀❤️",
            "{}\u{202e}x",
            "{}\u{200b}x",
            "({}).",
            "«{}», x",
            "({}",
            "{}(x",
            "{})",
        ] {
            let text = around.replace("{}", PLAN);
            assert_eq!(links(&text), [PLAN], "{text}");
        }
    }

    #[test]
    fn what_is_balanced_inside_a_link_belongs_to_it() {
        for link in [
            "https://en.wikipedia.org/wiki/Toad_(animal)",
            "https://example.org/a(b(c))d",
            "https://example.org/«a»",
            "https://example.org/“a”b",
            "https://example.org/（a）",
            "https://example.org/?q[]=1&r={x}",
            "https://ca.wikipedia.org/wiki/Col·lecció",
            "https://fr.wikipedia.org/wiki/L’Équipe",
            "https://ja.wikipedia.org/wiki/スティーブ・ジョブズ",
            "https://example.org/O'Brien",
            "https://example.org/a_b~c*d",
            "https://emojipedia.org/👍🏽",
        ] {
            assert_eq!(links(link), [link]);
            assert_eq!(links(&format!("({link})")), [link]);
            assert_eq!(links(&format!("«{link}».")), [link]);
        }
    }

    #[test]
    fn every_host_that_a_browser_knows_links() {
        for link in [
            "https://президент.рф",
            "https://президент.рф/события?год=2026#март",
            "http://[::1]:3000/x",
            "http://127.0.0.1:3000",
            "http://localhost:3000/x",
            "http://nas/photos",
            "https://例え.テスト",
            "https://bücher.example",
            "https://موقع.وزارة-الاتصالات.مصر/",
            "https://example.org#x",
            "https://example.org/#/room/%23natter",
            "https://example.org?x",
            "HTTPS://EXAMPLE.ORG/A",
            "https://xn--80aaxitdbjk.xn--p1ai",
            "https://a.b.c.d.example:8443/",
        ] {
            assert_eq!(links(link), [link]);
            assert_eq!(links(&format!("см. {link}, да")), [link]);
        }
    }

    #[test]
    fn what_leads_nowhere_or_elsewhere_is_text() {
        for text in [
            "https://",
            "https://...",
            "https://?",
            "https:///",
            "ftp://example.org",
            "xhttps://example.org",
            "web+http://example.org",
            "javascript://x.org/%0aalert(1)",
            "https://bank.example@evil.example/",
            "https://u:p@evil.example/",
            "http://[::1",
            "https://exa mple",
            "://example.org",
            "example.org",
        ] {
            let found = links(text);
            assert!(found.is_empty() || found == ["https://exa"], "{text}: {found:?}");
        }
    }

    #[test]
    fn links_stand_side_by_side() {
        let text = "https://a.example,https://b.example/x;смhttps://c.example https://d.example";
        assert_eq!(
            links("https://a.example https://b.example\nhttps://c.example"),
            ["https://a.example", "https://b.example", "https://c.example"]
        );
        assert!(links(text).contains(&"https://d.example"), "{:?}", links(text));
    }

    #[test]
    fn the_parts_are_the_text() {
        // Every sequence of five of these: what ends, opens, closes and joins.
        let parts = ["https://", "a.b", "/", "(", ")", "«", "»", "·", ".", " ", "👍", "@", "["];
        let count = parts.len();
        for number in 0..count.pow(5) {
            let text: String =
                (0..5).map(|place| parts[number / count.pow(place) % count]).collect();
            let whole: String = spans(&text)
                .into_iter()
                .map(|span| match span {
                    Span::Text(part) | Span::Link(part) => part,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn a_hostile_text_is_looked_through() {
        for part in ["https://(", "https://@", "http://", "://", "https://a/(", "https://a«", "👍"]
        {
            let text = format!("https://a.example{}", part.repeat(body::MOST_CHARACTERS));
            assert!(links(&text)[0].starts_with("https://a.example"), "{part}");
        }
        let long = format!("https://a.example/{}", "a".repeat(body::MOST_CHARACTERS));
        assert_eq!(links(&long)[0].chars().count(), MOST_CHARACTERS);
    }
}
