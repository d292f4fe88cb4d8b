//! What somebody puts away comes back with the next message.

use crate::harness::{Chat, Conversation, Page, Person};

const ARCHIVE: &str = "/conversations?archived=1";

fn path(conversation: &Conversation) -> String {
    format!("{}/archived", conversation.path())
}

async fn archives(person: &Person, conversation: &Conversation) {
    let asked = person.post(&path(conversation)).form(&[("archived", "1")]);
    asked.await.redirects_to("/conversations");
}

async fn mutes(person: &Person, conversation: &Conversation, mute: &str) {
    let path = format!("{}/mute", conversation.path());
    person.post(&path).form(&[("mute", mute)]).await.is(303);
}

fn ids(page: &Page) -> Vec<String> {
    page.entries().into_iter().map(|entry| entry.id).collect()
}

/// What the line below the list says, where it is shown.
fn line(page: &Page) -> Option<String> {
    let text = page.text_of("#archived a:not([hidden])")?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[tokio::test]
async fn what_is_archived_stands_behind_one_line() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mary = chat.person("mary").await;
    let other = ada.talks_to(&mary).await;
    ada.says(&conversation, "one").await;
    mary.says(&other, "two").await;
    assert_eq!(line(&ada.opens("/conversations").await), None);
    archives(&ada, &conversation).await;

    let list = ada.opens("/conversations").await;
    assert_eq!((ids(&list), line(&list).as_deref()), (vec![other.id.clone()], Some("Archived 1")));
    let archive = ada.opens(ARCHIVE).await;
    assert_eq!(ids(&archive), std::slice::from_ref(&conversation.id));
    assert!(archive.text().contains("A new message brings a conversation back"));
    // Only for her; and from all of it one gets back.
    let theirs = ids(&grace.opens("/conversations").await);
    assert_eq!(theirs, std::slice::from_ref(&conversation.id));
    let page = ada.looks_at(&conversation).await;
    assert_eq!(page.attribute("#menu [name=archived]", "value").as_deref(), Some("0"));
    archives(&ada, &other).await;
    let list = ada.opens("/conversations").await;
    assert_eq!((ids(&list).len(), line(&list).as_deref()), (0, Some("Archived 2")));
    let back = ada.post(&path(&conversation)).form(&[("archived", "0")]).await;
    back.redirects_to(&conversation.path());
    let list = ada.opens("/conversations").await;
    assert_eq!((ids(&list), line(&list).as_deref()), (vec![conversation.id], Some("Archived 1")));
}

#[tokio::test]
async fn the_next_message_brings_it_back_unless_it_is_muted() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    grace.says(&conversation, "one").await;
    archives(&ada, &conversation).await;
    let is_archived = async || ids(&ada.opens("/conversations").await).is_empty();
    assert!(is_archived().await);
    grace.says(&conversation, "two").await;
    assert!(!is_archived().await);

    archives(&ada, &conversation).await;
    mutes(&ada, &conversation, "always").await;
    grace.says(&conversation, "three").await;
    assert!(is_archived().await);
    let archive = ada.opens(ARCHIVE).await;
    assert_eq!(archive.entry(&conversation).unwrap().unread.as_deref(), Some("3"));
    // And when it may be heard again, it is there.
    mutes(&ada, &conversation, "off").await;
    assert!(!is_archived().await);
    assert_eq!(ids(&ada.opens(ARCHIVE).await), Vec::<String>::new());
}

#[tokio::test]
async fn open_lists_follow() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    let mut stream = ada.on_another_device().await.listens_to_the_list().await;
    stream.expects_entry(&conversation, |_| true).await;
    ada.post(&path(&conversation)).htmx().form(&[("archived", "1")]).await.is(204);
    let gone = format!("hx-target=\"#conversations > #conversation-{}\"", conversation.id);
    let event = stream
        .expects("that it is gone", |event| event.data.contains(&gone).then(|| event.clone()));
    let event = event.await;
    assert!(event.data.contains("hx-swap=\"delete\"") && event.page().entries().is_empty());
    assert!(event.data.contains("<span class=\"soft\">1</span>"), "{}", event.data);
    grace.says(&conversation, "two").await;
    stream.expects_entry(&conversation, |entry| entry.text.contains("two")).await;
}

#[tokio::test]
async fn what_is_archived_is_not_counted_and_a_pin_takes_it_out() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 33).await;
    for place in [0, 20] {
        archives(&ada, &crowd[place].1).await;
        mutes(&ada, &crowd[place].1, "always").await;
    }
    let list = ada.opens("/conversations").await;
    assert_eq!((ids(&list).len(), line(&list).as_deref()), (30, Some("Archived 2")));
    assert_eq!(list.attribute("li.older", "data-unread").as_deref(), Some("1"));
    let pinned = format!("{}/pinned", crowd[0].1.path());
    ada.post(&pinned).form(&[("pinned", "1")]).await.is(303);
    let list = ada.opens("/conversations").await;
    assert_eq!((&ids(&list)[0], line(&list).as_deref()), (&crowd[0].1.id, Some("Archived 1")));
    archives(&ada, &crowd[0].1).await;
    let list = ada.opens("/conversations").await;
    assert!(!list.has(".conversation-entry__pin") && line(&list).as_deref() == Some("Archived 2"));
}

#[tokio::test]
async fn an_archive_has_pages_of_its_own() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, 31).await;
    for (_, conversation) in &crowd {
        archives(&ada, conversation).await;
    }
    let first = ada.opens(ARCHIVE).await;
    let more = first.attribute("li.older a", "href").unwrap();
    let rest = ada.opens(&more).await;
    let wanted: Vec<_> = crowd.iter().rev().map(|(_, one)| one.id.clone()).collect();
    assert_eq!([ids(&first), ids(&rest)].concat(), wanted);
    assert!(!rest.has("li.older"));
}

#[tokio::test]
async fn only_members_archive_and_only_on_or_off() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    for wrong in ["", "2", "yes"] {
        ada.post(&path(&conversation)).form(&[("archived", wrong)]).await.is(400);
    }
    let mallory = chat.person("mallory").await;
    mallory.post(&path(&conversation)).form(&[("archived", "1")]).await.is(404);
    ada.get("/conversations?archived=x").await.is(400);
    assert_eq!(ids(&ada.opens("/conversations?archived=0").await), [conversation.id]);
}

#[tokio::test]
async fn lists_show_at_once_which_conversations_are_muted() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    grace.says(&conversation, "one").await;
    let mut stream = ada.on_another_device().await.listens_to_the_list().await;
    stream.expects_entry(&conversation, |_| true).await;
    let mark = "[data-muted] .conversation-entry__bell[aria-label='Muted']";
    assert!(!ada.opens("/conversations").await.has(mark));
    mutes(&ada, &conversation, "always").await;
    let told = "the mark";
    stream.expects(told, |event| event.data.contains("data-muted").then_some(())).await;
    assert!(ada.opens("/conversations").await.has(mark));
    assert!(!grace.opens("/conversations").await.has("[data-muted]"));
    mutes(&ada, &conversation, "off").await;
    stream.expects_entry(&conversation, |_| true).await;
    assert!(!ada.opens("/conversations").await.has(mark));
}
