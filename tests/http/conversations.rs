//! Starting a conversation, and who may enter it.

use futures_util::future::join_all;
use reqwest::Method;

use crate::harness::person::email;
use crate::harness::{Chat, Conversation};

#[tokio::test]
async fn two_people_share_one_conversation_whoever_starts_it() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    assert_eq!(ada.talks_to(&grace).await, conversation);
    assert_eq!(grace.talks_to(&ada).await, conversation);
    assert_eq!(ada.opens("/conversations").await.entries().len(), 1);
}

#[tokio::test]
async fn there_is_one_conversation_also_when_both_start_it_in_the_same_instant() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let starts = (0..20).map(async |number| match number % 2 {
        0 => ada.starts_with("grace").await.location(),
        _ => grace.starts_with("ada").await.location(),
    });
    let mut locations = join_all(starts).await;
    locations.dedup();
    assert_eq!(locations.len(), 1, "{locations:?}");
    for person in [&ada, &grace] {
        assert_eq!(person.opens("/conversations").await.entries().len(), 1);
    }
}

#[tokio::test]
async fn different_pairs_have_different_conversations() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let edsger = chat.person("edsger").await;
    let first = ada.talks_to(&grace).await;
    assert_ne!(ada.talks_to(&edsger).await, first);
    assert_ne!(ada.talks_to(&ada).await, first);
    assert_eq!(ada.opens("/conversations").await.entries().len(), 3);
    assert_eq!(grace.opens("/conversations").await.entries().len(), 1);
}

#[tokio::test]
async fn a_stamp_of_the_future_does_not_keep_a_conversation_on_top() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let mut talks = Vec::new();
    for name in ["grace", "edsger", "barbara"] {
        let other = chat.person(name).await;
        let conversation = ada.talks_to(&other).await;
        other.says(&conversation, "hello").await;
        if talks.is_empty() {
            // As it is left behind by a clock that was an hour ahead.
            let ahead = "UPDATE conversations SET last_message_at = last_message_at + 3600000000";
            chat.place.executes(ahead).await;
        }
        talks.push((other, conversation));
    }
    let tops = async || {
        let entries = ada.opens("/conversations").await.entries();
        entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>()
    };
    let [first, second, third] = [0, 1, 2].map(|place| talks[place].1.id.clone());
    assert_eq!(tops().await, [&*third, &*second, &*first]);
    talks[1].0.says(&talks[1].1, "me first").await;
    assert_eq!(tops().await, [&*second, &*third, &*first]);
    let page = ada.opens("/conversations").await;
    let now = jiff::Timestamp::now();
    for shown in page.all("#conversations time", |time| time.attr("datetime").unwrap().to_owned()) {
        assert!(shown.parse::<jiff::Timestamp>().unwrap() <= now, "{shown} is to come");
    }
    talks[0].0.says(&talks[0].1, "and I again").await;
    assert_eq!(tops().await, [&*first, &*second, &*third]);
}

#[tokio::test]
async fn one_can_write_notes_to_oneself() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    assert_eq!(ada.talks_to(&ada).await, notes);
    ada.says(&notes, "buy milk").await;
    assert_eq!(ada.looks_at(&notes).await.messages().len(), 1);
    assert_eq!(ada.unread(&notes).await, None);
}

#[tokio::test]
async fn somebody_is_named_as_people_write_it_and_not_by_an_address() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let path = ada.talks_to(&grace).await.path();
    for known in ["GRACE", " grace ", "@grace"] {
        ada.starts_with(known).await.redirects_to(&path);
    }
    ada.starts_with(&email("grace")).await.is(422);
}

#[tokio::test]
async fn an_unknown_person_is_said_to_be_unknown() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    chat.person("grace").await;
    for unknown in ["nobody", "", "grac", "grace@example", "%", "grace@example.orgx", "<i>"] {
        let page = ada.starts_with(unknown).await.is(422).page();
        assert!(page.complaint("username").is_some(), "{unknown}");
        assert_eq!(page.value("username").as_deref(), Some(unknown));
    }
    for body in ["", "username=%ff", "username=grace%00", "user=grace"] {
        ada.post("/conversations").body(body).await.is(422);
    }
    assert!(ada.opens("/conversations").await.entries().is_empty());
}

/// Every door of a conversation, as somebody with the right form would try it.
async fn doors(person: &crate::harness::Person, conversation: &Conversation) -> Vec<u16> {
    let mut answers = Vec::new();
    let (page, messages) = (conversation.path(), conversation.messages());
    let reading = format!("{messages}?before=10");
    for path in [&page, &messages, &reading] {
        answers.push(person.get(path).await.status);
        answers.push(person.get(path).htmx().await.status);
    }
    let seq = [("seq", "1")];
    answers.push(person.post(&conversation.read()).form(&seq).await.status);
    answers.push(person.post(&conversation.read()).htmx().form(&seq).await.status);
    let fields = [("body", "let me in"), ("nonce", "n")];
    answers.push(person.post(&messages).form(&fields).await.status);
    answers.push(person.sends(conversation, &fields).await.status);
    let stream = person.asks_for_stream(&conversation.events(0), None).await;
    answers.push(stream.status().as_u16());
    answers
}

#[tokio::test]
async fn strangers_find_no_door() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let mallory = chat.person("mallory").await;
    let conversation = ada.talks_to(&grace).await;
    ada.says(&conversation, "a secret").await;
    for answer in doors(&grace, &conversation).await {
        assert!([200, 204, 303].contains(&answer), "a member was answered {answer}");
    }
    let before = ada.looks_at(&conversation).await;
    assert_eq!(doors(&mallory, &conversation).await, vec![404; 11]);
    let after = ada.looks_at(&conversation).await;
    assert_eq!(after.messages(), before.messages());
    assert_eq!(after.version(), before.version());
    assert!(mallory.opens("/conversations").await.entries().is_empty());
}

#[tokio::test]
async fn what_does_not_exist_looks_just_like_what_is_not_for_one() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let mallory = chat.person("mallory").await;
    let real = ada.talks_to(&grace).await;
    let refused = mallory.get(&real.path()).await.is(404);
    assert!(refused.page().is_whole() && !refused.body.contains("Grace"));
    for id in ["019aa2f0-7c3e-7b1a-9d44-0c5e8e1f2a01", "1", "x", "%00", "%ff", "..%2f"] {
        let unknown = Conversation { id: id.to_owned() };
        assert_eq!(doors(&ada, &unknown).await, vec![404; 11], "{id}");
    }
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there_are_refused_politely() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for path in ["/nothing", "/conversations/", "/static/nothing.css", "/own/.css", "/.env", "/%ff"]
    {
        assert!(ada.get(path).await.is(404).page().is_whole(), "{path}");
    }
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        ada.ask(method, "/conversations").header("origin", &ada.origin()).await.refused();
    }
    ada.get("/logout").await.refused();
    ada.opens("/conversations").await;
}

#[tokio::test]
async fn an_empty_conversation_says_what_to_do_until_something_is_said() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let page = ada.looks_at(&conversation).await;
    assert!(page.text().contains("Say hello to Grace"), "{}", page.text());
    assert!(!page.has("[aria-live] .conversation__empty"), "it is not announced");
    grace.says(&conversation, "hello").await;
    assert!(!ada.looks_at(&conversation).await.has(".conversation__empty"));
    let notes = ada.talks_to(&ada).await;
    assert!(ada.looks_at(&notes).await.text().contains("Room for your notes"));
}
