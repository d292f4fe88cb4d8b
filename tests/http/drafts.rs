//! What somebody has begun to write is on all their devices.

use crate::harness::{Answer, Chat, Conversation, Page, Person};

const LINE: &str = "[data-kept=draft]";

async fn keeps(person: &Person, conversation: &Conversation, body: &str) -> Answer {
    let path = format!("{}/draft", conversation.path());
    person.post(&path).htmx().form(&[("body", body)]).await
}

async fn composer(person: &Person, conversation: &Conversation) -> String {
    let page = person.looks_at(conversation).await;
    page.first("#composer textarea", |field| field.text().collect()).unwrap()
}

fn line(page: &Page) -> Option<String> {
    let text = page.text_of(LINE)?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[tokio::test]
async fn a_draft_waits_in_the_composer_and_in_the_list_of_its_author() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    assert_eq!(line(&ada.opens("/conversations").await), None);
    for body in ["So bring", "So bring\r\n<b>boots</b> and "] {
        keeps(&ada, &conversation, body).await.is(204);
    }
    let phone = ada.on_another_device().await;
    assert_eq!(
        composer(&phone, &conversation).await.trim_start_matches('\n'),
        "So bring\n<b>boots</b> and "
    );
    let list = phone.opens("/conversations").await;
    assert_eq!(line(&list).as_deref(), Some("Draft: So bring <b>boots</b> and"));
    assert_eq!(composer(&grace, &conversation).await, "");
    assert_eq!(line(&grace.opens("/conversations").await), None);
    // Sending says nothing about it: another page may have begun it.
    phone.says(&conversation, "boots").await;
    assert!(composer(&ada, &conversation).await.contains("So bring"));

    keeps(&ada, &conversation, " ").await.is(204);
    assert_eq!(composer(&phone, &conversation).await, "");
    assert_eq!(line(&phone.opens("/conversations").await), None);
    keeps(&ada, &conversation, "").await.is(204);
}

#[tokio::test]
async fn what_is_sent_is_no_draft_any_more() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    keeps(&ada, &conversation, "So bring\r\nboots ").await.is(204);
    keeps(&grace, &conversation, "So bring\nboots").await.is(204);
    let mut stream = ada.on_another_device().await.listens_to_the_list().await;
    ada.says(&conversation, "So bring\nboots").await;
    stream.expects_entry(&conversation, |entry| !entry.text.contains("Draft")).await;
    assert_eq!(composer(&ada, &conversation).await, "");
    assert_eq!(line(&ada.opens("/conversations").await), None);
    assert!(composer(&grace, &conversation).await.contains("boots"), "hers is hers");
}

#[tokio::test]
async fn own_other_pages_show_it_in_their_lists() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let mut stream = ada.on_another_device().await.listens_to_the_list().await;
    keeps(&ada, &conversation, "half a thought").await.is(204);
    stream.expects_entry(&conversation, |entry| entry.text.contains("half a thought")).await;
    keeps(&ada, &conversation, "").await.is(204);
    stream.expects_entry(&conversation, |entry| !entry.text.contains("Draft")).await;
}

#[tokio::test]
async fn a_draft_is_no_longer_than_a_message() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let most = "я".repeat(4_000);
    keeps(&ada, &conversation, &most).await.is(204);
    assert_eq!(composer(&ada, &conversation).await, most);
    let refused = keeps(&ada, &conversation, &format!("{most}!")).await.is(422).page();
    assert!(refused.text().contains("at most 4,000 characters"), "{}", refused.text());
    // Nothing is cut off, and what was kept stays.
    assert_eq!(composer(&ada, &conversation).await, most);
    let path = format!("{}/draft", conversation.path());
    let plain = ada.post(&path).form(&[("body", format!("{most}!"))]).await.is(422).page();
    assert_eq!(plain.value("body").map(|body| body.chars().count()), Some(4_001));
}

#[tokio::test]
async fn only_members_keep_drafts_and_only_texts() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let path = format!("{}/draft", conversation.path());
    for wrong in ["body=%ff", "body=a&reply_to=x", "body=a&reply_to=-1", "body=a%07"] {
        ada.post(&path).htmx().body(wrong).await.is(422);
    }
    assert_eq!(composer(&ada, &conversation).await, "");
    ada.post(&path)
        .form(&[("body", "a"), ("reply_to", "1")])
        .await
        .redirects_to(&conversation.path());
    let mallory = chat.person("mallory").await;
    keeps(&mallory, &conversation, "mine").await.is(404);
    ada.post(&path).form(&[("body", "b"), ("reader", "grace")]).await.refused();
    assert_eq!(composer(&ada, &conversation).await, "a");
}
