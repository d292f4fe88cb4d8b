//! What was said in one conversation is found on its page, a hit at a time.

use url::form_urlencoded::byte_serialize;

use crate::harness::{Chat, Conversation, Page, Person};
use crate::search::HOSTILE;

/// The session with its user and the membership, what is found, the messages around it,
/// and the list.
const FIND_PAGE: u64 = 4;

const FIELD: &str = ".find [name=q]";

fn path(conversation: &Conversation, typed: &str) -> String {
    let typed: String = byte_serialize(typed.as_bytes()).collect();
    format!("{}/search?q={typed}", conversation.path())
}

/// What the bar says, and which message is marked.
fn said(page: &Page) -> (Option<String>, Option<String>) {
    (page.text_of(".find output"), page.attribute(".message--marked", "data-seq"))
}

fn at(place: &str, seq: &str) -> (Option<String>, Option<String>) {
    (Some(place.to_owned()), Some(seq.to_owned()))
}

/// Where this key leads.
fn step(page: &Page, key: &str) -> Option<String> {
    page.attribute(&format!(".find a[data-key='{key}']"), "href")
}

/// Ada has said much, with a boat in the messages 2, 60 and 120.
async fn a_talk() -> (Chat, Person, Person, Conversation) {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    for (others, text) in [(1, "The boat"), (57, "No boats here"), (59, "**Boats**, and boats!")] {
        ada.counts(&conversation, others).await;
        ada.says(&conversation, text).await;
    }
    (chat, ada, grace, conversation)
}

#[tokio::test]
async fn one_goes_from_hit_to_hit() {
    let (_chat, ada, grace, conversation) = a_talk().await;
    ada.counts(&conversation, 3).await;
    let newest = grace.opens(&path(&conversation, "boat")).await;
    assert_eq!(said(&newest), at("1 of 3", "120"));
    assert!(newest.has("#composer") && newest.has("#live"), "it is the page of a conversation");
    // The forms of the word in what is shown, the longest first.
    let spelled = newest.attribute(".find", "data-spelled");
    assert_eq!(spelled.as_deref(), Some(r#"["Boats","boats"]"#));
    assert_eq!(step(&newest, "ArrowDown"), None);
    let middle = grace.opens(&step(&newest, "ArrowUp").unwrap()).await;
    assert_eq!(said(&middle), at("2 of 3", "60"));
    let oldest = grace.opens(&step(&middle, "ArrowUp").unwrap()).await;
    assert_eq!(said(&oldest), at("3 of 3", "2"));
    assert_eq!(step(&oldest, "ArrowUp"), None);
    let again = grace.opens(&step(&oldest, "ArrowDown").unwrap()).await;
    assert_eq!(said(&again), at("2 of 3", "60"));
    assert_eq!(step(&again, "Escape"), Some(format!("{}?around=60", conversation.path())));

    // Other words begin at the newest again: the form says nothing but them.
    assert_eq!(again.all(".find [name]", |field| field.attr("name") == Some("q")), [true]);
    assert_eq!(again.attribute(FIELD, "value").as_deref(), Some("boat"));
    assert_eq!(again.attribute(".find", "action"), Some(format!("{}/search", conversation.path())));
    for (seq, found) in [("119", "60"), ("999", "120"), ("0", "2"), ("1", "2")] {
        let page = grace.opens(&format!("{}&seq={seq}", path(&conversation, "boat"))).await;
        assert_eq!(said(&page).1.as_deref(), Some(found), "{seq}");
    }
    grace.get(&format!("{}&seq=x", path(&conversation, "boat"))).await.is(400);
    let both = grace.opens(&path(&conversation, "\"boats here\"")).await;
    assert_eq!(both.attribute(".find", "data-spelled").as_deref(), Some(r#"["boats here"]"#));
}

#[tokio::test]
async fn who_has_asked_nothing_has_a_field_and_who_has_found_nothing_is_told_so() {
    let (_chat, ada, grace, conversation) = a_talk().await;
    grace.reads(&conversation, 120).await;
    let bar = format!("{}/search", conversation.path());
    let link = format!(".bar a[href='{bar}']");
    assert!(ada.looks_at(&conversation).await.has(&link));
    for empty in [bar, path(&conversation, " ")] {
        let page = grace.opens(&empty).await;
        assert_eq!(said(&page), (None, None));
        assert!(page.has(".find [name=q][autofocus]") && !page.has(".find__hint"));
    }
    let page = grace.opens(&path(&conversation, "accordeon")).await;
    assert_eq!(said(&page), (Some("None".to_owned()), None));
    assert!(page.text_of(".find__hint").unwrap().starts_with("Nothing was found."));
    assert_eq!(page.messages().last().unwrap().seq, 120);
    assert_eq!(step(&page, "Escape"), Some(conversation.path()));
    assert_eq!(page.all(".find button[disabled]", |_| ()).len(), 2);
}

#[tokio::test]
async fn any_text_is_looked_for_and_shown_as_it_was_typed() {
    let (_chat, ada, _grace, conversation) = a_talk().await;
    let long = "boat ".repeat(2_000);
    let marked = "\"><script>alert(1)</script>";
    for typed in HOSTILE.iter().copied().chain([&*long, marked]) {
        let page = ada.get(&path(&conversation, typed)).await.is(200).page();
        assert!(page.is_whole() && page.has("#composer"), "{typed:?}");
        // No page can have a NUL.
        let shown = page.attribute(FIELD, "value").unwrap().replace('\u{fffd}', "\0");
        assert_eq!(shown, typed, "{typed:?}");
    }
}

#[tokio::test]
async fn nobody_finds_what_they_are_not_shown() {
    let (chat, ada, grace, conversation) = a_talk().await;
    let found =
        async |person: &Person| said(&person.opens(&path(&conversation, "boat")).await).0.unwrap();
    grace.does(&conversation, 60, "hide", &[]).await.is(204);
    ada.does(&conversation, 2, "delete", &[]).await.is(200);
    assert_eq!((found(&ada).await, found(&grace).await), ("1 of 2".into(), "1 of 1".into()));
    grace.post(&format!("{}/clear", conversation.path())).await.is(303);
    assert_eq!((found(&ada).await, found(&grace).await), ("1 of 2".into(), "None".into()));
    ada.says(&conversation, "another boat").await;
    assert_eq!(found(&grace).await, "1 of 1");
    let edsger = chat.person("edsger").await;
    edsger.get(&path(&conversation, "boat")).await.is(404);

    let group = ada.makes_group("The pond", &[&grace]).await;
    ada.says(&group, "a boat on the pond").await;
    assert_eq!(said(&grace.opens(&path(&group, "boat")).await), at("1 of 1", "2"));
    ada.turns_out(&group, &grace).await;
    grace.get(&path(&group, "boat")).await.is(404);
}

#[tokio::test]
async fn it_costs_one_query_more_than_the_page() {
    let (chat, ada, _grace, conversation) = a_talk().await;
    let cost = async |typed: &str| {
        // Nothing of her list is kept then.
        ada.says(&conversation, "something new").await;
        let page = async { ada.get(&path(&conversation, typed)).await };
        let request = chat.request_of(("GET", "/conversations/{id}/search"), page).await;
        assert_eq!(request.status, 200);
        request.queries
    };
    // Once it is asked whether anything is left to be indexed.
    cost("nothing").await;
    for typed in ["boat", "1", "nothing"] {
        assert_eq!(cost(typed).await, FIND_PAGE, "{typed}");
    }
    assert_eq!(cost("").await, FIND_PAGE - 1);
    // Who is named is looked up.
    assert_eq!(cost("from:ada boat").await, FIND_PAGE + 1);
}
