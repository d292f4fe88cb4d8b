//! Words from people are words, never markup; safe addresses become links.

use scraper::ElementRef;

use crate::harness::{Chat, Page};

const BODIES: [&str; 8] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p></div></article><h1>out</h1>",
    "&lt;b&gt; &amp;amp; \"quoted\" 'single'",
    "https://example.org/\"onmouseover=\"alert(1)",
    "<a href=\"https://example.org/\">x</a>",
    "{{ 7 * 7 }} {% include \"x\" %} ${7}",
    "]]> --> <!-- <svg/onload=alert(1)>",
];

fn attributes(element: ElementRef) -> Vec<String> {
    element.value().attrs().map(|(name, _)| name.to_owned()).collect()
}

/// Nothing in a body but what the program itself puts there.
fn assert_harmless(page: &Page) {
    let tags = page.all(".message__body *", |element| element.value().name().to_owned());
    for tag in tags {
        assert!(["p", "a", "br", "pre", "code"].contains(&tag.as_str()), "a <{tag}> in a message");
    }
    for names in page.all(".message__body *", attributes) {
        for name in names {
            assert!(
                ["dir", "href", "rel", "target", "tabindex"].contains(&name.as_str()),
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn markup_in_a_message_is_shown_as_it_was_typed() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    for body in BODIES {
        assert_eq!(ada.says(&conversation, body).await.text, body);
    }
    let page = grace.looks_at(&conversation).await;
    let shown: Vec<_> = page.messages().into_iter().map(|message| message.text).collect();
    assert_eq!(shown, BODIES);
    assert_harmless(&page);
    assert!(grace.opens("/conversations").await.entries()[0].text.contains(BODIES[7]));
}

#[tokio::test]
async fn markup_in_a_name_is_shown_as_it_was_typed() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let visitor = chat.visitor();
    let name = "<b>Bob</b> \"&amp;\"";
    let fields = [("username", "bob"), ("display_name", name), ("password", "correct horse")];
    visitor.post("/register").form(&fields).await.is(303);
    let location = ada.starts_with("bob").await.location();
    let page = ada.opens(&location).await;
    assert!(page.text().contains(name) && !page.html.contains("<b>Bob"));
    assert!(ada.opens("/conversations").await.text().contains(name));
}

#[tokio::test]
async fn addresses_of_the_web_become_links_that_give_nothing_away() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    let addresses = [
        "https://example.org/a?x=1&y=2#z",
        "http://example.org/",
        "https://ru.wikipedia.org/wiki/Россия",
    ];
    for address in addresses {
        ada.says(&notes, &format!("look at {address}, please")).await;
    }
    let page = ada.looks_at(&notes).await;
    assert_harmless(&page);
    let texts = page.all(".message__body a[href]", |link| link.text().collect::<String>());
    assert_eq!(texts, addresses);
    let rels = page.all(".message__body a[href]", |link| link.attr("rel").unwrap().to_owned());
    for rel in rels {
        let mut words: Vec<_> = rel.split(' ').collect();
        words.sort_unstable();
        assert_eq!(words, ["nofollow", "noopener", "noreferrer"]);
    }
    let href = page.attribute(".message__body a[href]", "href");
    assert_eq!(href.as_deref(), Some(addresses[0]));
}

#[tokio::test]
async fn no_other_address_becomes_a_link() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    for text in [
        "javascript:alert(1)",
        "JavaScript:alert(1)//",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "ftp://example.org/x",
    ] {
        ada.says(&notes, text).await;
    }
    ada.says(&notes, "https://example.org/ is one").await;
    let page = ada.looks_at(&notes).await;
    let links = page.all(".message__body a", |link| link.attr("href").unwrap().to_owned());
    assert_eq!(links, ["https://example.org/"]);
}
