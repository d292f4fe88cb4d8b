//! What somebody has cleared is shown to them nowhere any more, and to the
//! others as before.

use crate::harness::{Chat, Conversation, Page, Person};

async fn clears(person: &Person, conversation: &Conversation) {
    let path = format!("{}/clear", conversation.path());
    person.post(&path).await.redirects_to(&conversation.path());
}

fn texts(page: &Page) -> Vec<String> {
    page.messages().into_iter().map(|message| message.text).collect()
}

/// Ada has counted to 60, Grace has read ten of it and cleared all.
async fn cleared() -> (Chat, Person, Person, Conversation) {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 60).await;
    grace.reads(&conversation, 10).await;
    let path = format!("{}/clear", conversation.path());
    let asks = grace.looks_at(&conversation).await;
    assert!(asks.has(&format!("#menu details button[formaction='{path}']")));
    clears(&grace, &conversation).await;
    (chat, ada, grace, conversation)
}

#[tokio::test]
async fn the_history_is_gone_for_who_cleared_it_and_nobody_else() {
    let (_chat, ada, grace, conversation) = cleared().await;
    let page = grace.looks_at(&conversation).await;
    assert!(texts(&page).is_empty() && !page.has(".older, .newer"));
    assert!(page.has(".conversation__empty"));
    let list = grace.opens("/conversations").await.entry(&conversation).unwrap();
    assert_eq!(list.unread, None);
    assert!(list.text.contains("No messages yet"), "{}", list.text);

    assert_eq!(texts(&ada.looks_at(&conversation).await).len(), 50);
    ada.says(&conversation, "anew").await;
    let page = grace.looks_at(&conversation).await;
    assert_eq!((texts(&page), page.has(".older")), (vec!["anew".to_owned()], false));
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("1"));
    assert!(!page.has(".conversation__empty"));
}

#[tokio::test]
async fn no_part_of_the_history_brings_it_back() {
    let (_chat, ada, grace, conversation) = cleared().await;
    ada.says(&conversation, "61").await;
    for query in ["before=61", "before=40", "before=999", "after=0", "after=58", "around=3"] {
        for path in [conversation.path(), conversation.messages()] {
            let path = format!("{path}?{query}");
            for page in [grace.opens(&path).await, grace.get(&path).htmx().await.is(200).page()] {
                let shown = texts(&page);
                assert!(shown.is_empty() || shown == ["61"], "{path}: {shown:?}");
                assert!(!page.has(".older"), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn a_stream_tells_nothing_of_it() {
    let (chat, ada, grace, conversation) = cleared().await;
    let mut stream = grace.listens_to(&conversation).await;
    let change = |seq: u64, version: u64| {
        format!("UPDATE messages SET version = {version} WHERE seq = {seq}")
    };
    // As an edit would: the rounds find what no hint has told.
    chat.place.executes(&change(5, 61)).await;
    chat.place.executes("UPDATE conversations SET version = 61").await;
    let event = stream
        .expects("the version", |event| (event.id.as_deref() == Some("61")).then(|| event.clone()));
    assert_eq!(event.await.data, "");
    ada.says(&conversation, "news").await;
    let came = stream.messages_up_to(61).await;
    assert_eq!(came.into_iter().map(|message| message.text).collect::<Vec<_>>(), ["news"]);

    // Nor does one that catches up from before, as it was made before or since.
    let page = grace.looks_at(&conversation).await;
    let path = page.stream().replace("after=62", "after=3");
    let mut late = grace.stream(&path, None).await;
    let came = late.messages_up_to(61).await;
    assert_eq!(came.into_iter().map(|message| message.text).collect::<Vec<_>>(), ["news"]);
    chat.place.executes(&change(6, 63)).await;
    chat.place.executes("UPDATE conversations SET version = 63").await;
    let mut late = grace.stream(&page.stream(), None).await;
    let event = late.expects("the version", |event| event.id.clone()).await;
    assert_eq!(event, "63");
}

#[tokio::test]
async fn open_pages_of_who_clears_are_made_anew() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    let phone = grace.on_another_device().await;
    let page = phone.looks_at(&conversation).await;
    let mut open = phone.stream(&page.stream(), None).await;
    let mut hers = ada.listens_to(&conversation).await;
    let path = format!("{}/clear", conversation.path());
    grace.post(&path).htmx().await.is(204);
    open.is_reset().await;
    // And those that had no stream when it happened.
    phone.stream(&page.stream(), None).await.is_reset().await;
    ada.says(&conversation, "two").await;
    hers.expects_message("two").await;
}

#[tokio::test]
async fn what_is_cleared_counts_as_read() {
    let (_chat, ada, grace, conversation) = cleared().await;
    let page = ada.looks_at(&conversation).await;
    assert_eq!(page.attribute("#messages", "data-others-read").as_deref(), Some("60"));
    let unread = format!("{}/unread", conversation.path());
    grace.post(&unread).form(&[("seq", "60")]).await.is(400);
    grace.post(&unread).await.is(303);
    assert_eq!(grace.unread(&conversation).await, None);
}

#[tokio::test]
async fn strangers_clear_nothing() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    let path = format!("{}/clear", conversation.path());
    chat.person("mallory").await.post(&path).await.is(404);
    ada.post(&path).form(&[("reader", "grace")]).await.refused();
    assert_eq!(texts(&ada.looks_at(&conversation).await), ["one"]);
}
