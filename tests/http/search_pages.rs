//! The page that finds again what was said.

use crate::harness::{Chat, Page, Person};

/// Ada and Grace with three messages, and a group of both with one.
async fn start() -> (Chat, Person, Person, String) {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    ada.says(&conversation, "The boats lie at the slip").await;
    grace.says(&conversation, "One boat is <b>mine</b> & green").await;
    grace.says(&conversation, "see https://example.org/oars").await;
    (chat, ada, grace, conversation.path())
}

fn texts_of(page: &Page, selector: &str) -> Vec<String> {
    page.all(selector, |element| element.text().collect::<String>())
}

fn texts(page: &Page) -> Vec<String> {
    texts_of(page, "#results .hit__text")
}

/// What is said of how much was found.
fn told(page: &Page) -> String {
    page.text_of("#results [role=status]").unwrap()
}

#[tokio::test]
async fn a_form_finds_messages_that_lead_to_their_places() {
    let (_chat, ada, _grace, path) = start().await;
    let page = ada.opens("/search?q=boat&from=&in=&after=&before=").await;
    assert_eq!(texts(&page), ["One boat is <b>mine</b> & green", "The boats lie at the slip"]);
    assert_eq!(texts_of(&page, "#results mark"), ["boat", "boats"]);
    assert_eq!(told(&page), "2 messages");
    assert_eq!(texts_of(&page, ".hit .soft"), ["to you", "to Grace"]);
    let place = page.attribute(".hit", "href").unwrap();
    assert_eq!(place, format!("{path}/messages/2#message-2"));
    let there = ada.opens(&place).await;
    assert!(there.has("#message-2.message--marked"));
    // As it was asked for.
    assert_eq!(page.attribute("main [name=q]", "value").as_deref(), Some("boat"));
    // A script gets what was found alone.
    let alone = ada.get("/search?q=boat").htmx().await.is(200).body;
    assert!(alone.contains("<mark>boats</mark>") && !alone.contains("<main"));
}

#[tokio::test]
async fn people_and_groups_stand_above_messages() {
    let (_chat, ada, grace, _) = start().await;
    let group = ada.makes_group("Grace's boats", &[&grace]).await;
    let page = ada.opens("/search?q=grace").await;
    assert_eq!(told(&page), "1 person, 1 group");
    assert_eq!(texts_of(&page, "#results h2"), ["People", "Conversations"]);
    assert_eq!(page.attribute("#results a.person__pick", "href"), Some(group.path()));
    // Filters are about messages.
    let page = ada.opens("/search?q=grace&from=ada").await;
    assert!(page.has("#results .nothing") && !page.has("#results .person"));
}

#[tokio::test]
async fn filters_are_fields_of_the_form_and_stay_chosen() {
    let (_chat, ada, _grace, path) = start().await;
    let id = path.rsplit('/').next().unwrap();
    let finds = async |asked: &str| texts(&ada.opens(&format!("/search?{asked}")).await).len();
    assert_eq!(finds("q=boat&from=grace").await, 1);
    assert_eq!(finds("from=me").await, 1);
    assert_eq!(finds("has=link").await, 1);
    assert_eq!(finds("has=link&has=picture").await, 0);
    assert_eq!(finds(&format!("q=boat&in={id}&before=2099-01-01")).await, 2);
    assert_eq!(finds("q=boat&after=2099-01-01").await, 0);
    let page = ada.opens(&format!("/search?q=boat&from=grace&in={id}&has=link")).await;
    assert_eq!(texts_of(&page, "summary[aria-current] b"), ["grace", "Grace"]);
    assert!(page.has("[name=has][value=link][checked]"));
    assert!(page.has(&format!("[name=in] option[value='{id}'][selected]")));
    // Someone else's conversation, or none: said as it was asked for.
    let page = ada.opens("/search?q=boat&in=Nowhere").await;
    assert!(page.has("[name=in] option[value=Nowhere][selected]"));
    assert!(page.has("#results .nothing"));
}

#[tokio::test]
async fn further_hits_are_a_link_away() {
    let (_chat, ada, grace, path) = start().await;
    let conversation = ada.talks_to(&grace).await;
    assert_eq!(conversation.path(), path);
    for n in 0..21 {
        ada.says(&conversation, &format!("wave {n}")).await;
    }
    let page = ada.opens("/search?q=wave").await;
    assert_eq!(texts(&page).len(), 20);
    assert_eq!(told(&page), "More than 20 messages, the newest first");
    let further = page.attribute(".hits__more a", "href").unwrap();
    assert_eq!(texts(&ada.opens(&further).await), ["wave 0"]);
    let lines = ada.get(&further).htmx().await.is(200).body;
    assert!(lines.trim_start().starts_with("<li>") && !lines.contains("<h2"));
    ada.get("/search?q=wave&cursor=nowhere").await.is(400);
}

#[tokio::test]
async fn nothing_asked_and_nothing_found_say_so() {
    let (_chat, ada, _grace, _) = start().await;
    for empty in ["/search", "/search?q=", "/search?q=+&from=&in="] {
        let page = ada.opens(empty).await;
        assert!(
            page.text_of("#results").unwrap().contains("Search everything you can read"),
            "{empty}"
        );
        assert!(page.has("main [name=q][autofocus]"));
    }
    // All that was said since would be no answer to anything.
    let page = ada.opens("/search?after=2026-01-01").await;
    assert!(page.text_of("#results").unwrap().contains("Search everything you can read"));
    let page = ada.opens("/search?q=accordeon").await;
    assert!(told(&page).contains("Nothing with “accordeon”"));
}

#[tokio::test]
async fn no_text_breaks_the_page() {
    let (_chat, ada, _grace, _) = start().await;
    let long = "a".repeat(6_000);
    for text in [
        "%22",
        "*",
        "NEAR(",
        "%26%7C%21%3A",
        "%25",
        "%00",
        "%ff",
        "'",
        "%5C",
        "<script>",
        "from%3A",
        "in%3A%22",
        "before%3A2026-13-45",
        "%F0%9F%91%A9%E2%80%8D",
        &long,
    ] {
        for address in [format!("q={text}"), format!("q=a&from={text}&in={text}&before={text}")] {
            let path = format!("/search?{address}");
            ada.get(&path).await.is(200);
            ada.get(&path).htmx().await.is(200);
        }
    }
    // Each of them is two characters of a pattern.
    let long = "!".repeat(30_000);
    for path in ["/search", "/people"] {
        ada.get(&format!("{path}?q={long}")).await.is(200);
    }
    let page = ada.opens("/search?q=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!page.has("#results script"));
}

#[tokio::test]
async fn who_may_not_see_it_does_not_find_it() {
    let (chat, ada, ..) = start().await;
    let eve = chat.person("eve").await;
    assert!(eve.opens("/search?q=boat").await.has("#results .nothing"));
    ada.post("/logout").await.is(303);
    ada.get("/search?q=boat").await.is(303);
}
