//! What a stream brings, and when it ends.

use std::time::Duration;

use crate::harness::page::parameter;
use crate::harness::{Chat, Person};

#[tokio::test]
async fn a_message_reaches_everyone_in_the_conversation() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut theirs = grace.listens_to(&conversation).await;
    let mut other_tab = ada.listens_to(&conversation).await;
    let said = ada.says(&conversation, "It computes!").await;
    for stream in [&mut theirs, &mut other_tab] {
        let heard = stream.expects_message("It computes!").await;
        assert_eq!((heard.seq, heard.version), (said.seq, said.version));
        assert_eq!(stream.last_id, Some(said.version.to_string()));
    }
}

#[tokio::test]
async fn a_stream_brings_nothing_of_other_conversations() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let edsger = chat.person("edsger").await;
    let other = ada.talks_to(&edsger).await;
    let mut stream = grace.listens_to(&conversation).await;
    edsger.says(&other, "for Ada alone").await;
    ada.says(&other, "for Edsger alone").await;
    ada.says(&conversation, "for Grace").await;
    stream
        .expects("the message for Grace", |event| {
            assert!(!event.data.contains("alone") && !event.data.contains(&other.id));
            event.messages().iter().any(|m| m.text == "for Grace").then_some(())
        })
        .await;
}

#[tokio::test]
async fn the_list_follows_by_itself() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut stream = grace.listens_to_the_list().await;
    let said = |words: &'static str, unread: Option<&'static str>| {
        move |entry: &crate::harness::conversation::Entry| {
            entry.text.contains(words) && entry.unread.as_deref() == unread
        }
    };
    ada.says(&conversation, "first").await;
    stream.expects_entry(&conversation, said("first", Some("1"))).await;
    ada.says(&conversation, "second").await;
    stream.expects_entry(&conversation, said("second", Some("2"))).await;
    grace.reads(&conversation, 2).await;
    stream.expects_entry(&conversation, said("second", None)).await;
    let edsger = chat.person("edsger").await;
    let new = edsger.talks_to(&grace).await;
    edsger.says(&new, "hello from a stranger").await;
    stream.expects_entry(&new, said("hello from a stranger", Some("1"))).await;
    assert_eq!(stream.last_id, None, "the list has no cursor");
}

#[tokio::test]
async fn a_stream_begins_with_the_state_of_the_list() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "while away").await;
    let unread = |entry: &crate::harness::conversation::Entry| entry.unread.is_some();
    grace.listens_to_the_list().await.expects_entry(&conversation, unread).await;
    grace.listens_to(&conversation).await.expects_entry(&conversation, unread).await;
}

#[tokio::test]
async fn a_resumed_stream_brings_what_was_missed_once() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let page = grace.looks_at(&conversation).await;
    let mut stream = grace.stream(&page.stream(), None).await;
    ada.says(&conversation, "heard").await;
    stream.expects_message("heard").await;
    let last = stream.cut();
    ada.says(&conversation, "missed").await;
    // The page's address still says `after=0`; what was received counts more.
    let mut stream = grace.stream(&page.stream(), last.as_deref()).await;
    ada.says(&conversation, "live").await;
    let texts: Vec<_> = stream.messages_up_to(3).await.into_iter().map(|m| m.text).collect();
    assert_eq!(texts, ["missed", "live"]);
}

#[tokio::test]
async fn a_page_is_continued_where_it_was_rendered() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "on the page").await;
    let page = grace.looks_at(&conversation).await;
    ada.says(&conversation, "between page and stream").await;
    let mut stream = grace.stream(&page.stream(), None).await;
    ada.says(&conversation, "live").await;
    let texts: Vec<_> = stream.messages_up_to(3).await.into_iter().map(|m| m.text).collect();
    assert_eq!(texts, ["between page and stream", "live"]);
    // An older id, as a proxy might repeat it, does not count.
    let mut stream = grace.stream(&conversation.events(2), Some("1")).await;
    assert_eq!(stream.messages_up_to(3).await.len(), 1);
}

#[tokio::test]
async fn a_silent_stream_pings() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let mut stream = ada.listens_to_the_list().await;
    loop {
        let event = stream.next_within(Duration::from_secs(40)).await.unwrap();
        if event.name.as_deref() == Some("ping") {
            assert_eq!(event.id, None);
            break;
        }
    }
}

#[tokio::test]
async fn two_hundred_missed_changes_are_brought_and_one_more_resets() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let page = grace.looks_at(&conversation).await;
    ada.counts(&conversation, 200).await;
    let mut stream = grace.stream(&page.stream(), None).await;
    let brought: Vec<_> = stream.messages_up_to(200).await.iter().map(|m| m.seq).collect();
    assert_eq!(brought, (1..=200).collect::<Vec<_>>());
    ada.says(&conversation, "one more").await;
    is_reset(&grace, &page.stream(), None).await;
}

async fn is_reset(person: &Person, path: &str, last_id: Option<&str>) {
    let mut stream = person.stream(path, last_id).await;
    let events = stream.remaining().await;
    let last = events.last().expect("a last word");
    assert_eq!((last.name.as_deref(), &last.id), (Some("reset"), &None));
    assert!(events.iter().all(|event| event.messages().is_empty()));
}

#[tokio::test]
async fn a_cursor_from_another_history_resets() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    let page = grace.looks_at(&conversation).await;
    is_reset(&grace, &conversation.events(page.version() + 1), None).await;
    is_reset(&grace, &page.stream(), Some("1000000")).await;
    let epoch = parameter(&page.stream(), "epoch").expect("the page knows its epoch");
    is_reset(&grace, &page.stream().replace(&epoch, "another"), None).await;
    let mut stream = grace.stream(&page.stream(), None).await;
    ada.says(&conversation, "two").await;
    stream.expects_message("two").await;
}

#[tokio::test]
async fn a_cursor_that_is_no_number_is_refused() {
    let chat = Chat::start().await;
    let (_, grace, conversation) = chat.pair().await;
    for cursor in ["abc", "-1", "99999999999999999999999", "1.5", "%ff"] {
        let path = format!("/events?conversation={}&after={cursor}", conversation.id);
        let status = grace.asks_for_stream(&path, None).await.status();
        assert!(status.is_client_error(), "{cursor}: {status}");
    }
    for cursor in ["abc", "-1"] {
        let path = conversation.events(0);
        let status = grace.asks_for_stream(&path, Some(cursor)).await.status();
        assert!(status.is_client_error(), "{cursor}: {status}");
    }
}

#[tokio::test]
async fn signing_out_closes_the_streams_of_that_session_with_a_sentence() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let phone = grace.on_another_device().await;
    let mut tabs = [grace.listens_to(&conversation).await, grace.listens_to_the_list().await];
    let mut on_the_phone = phone.listens_to(&conversation).await;
    grace.post("/logout").await.is(303);
    for tab in &mut tabs {
        tab.is_closed().await;
    }
    ada.says(&conversation, "still there?").await;
    on_the_phone.expects_message("still there?").await;
}
