//! How far the others have read, and who is typing: state, never stored twice.

use crate::harness::event::Event;
use crate::harness::{Chat, Conversation, Page, Person, Stream};

fn read_by_others(page: &Page) -> Option<String> {
    page.attribute("#messages", "data-others-read")
}

async fn looks(person: &Person, conversation: &Conversation) -> Option<String> {
    read_by_others(&person.looks_at(conversation).await)
}

/// Waits for a receipt up to this message.
async fn hears_receipt(stream: &mut Stream, seq: u64) {
    let swap = "hx-swap=\"receipt\"";
    let wanted = format!("data-seq=\"{seq}\"");
    let found = |event: &Event| event.data.contains(swap) && event.data.contains(&wanted);
    let event = stream.up_to("a receipt", found).await.pop().unwrap();
    assert_eq!((event.name.as_deref(), event.id.as_deref()), (None, None), "state has no id");
}

#[tokio::test]
async fn who_reads_moves_the_ticks_of_the_other() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    ada.counts(&conversation, 3).await;
    assert_eq!(looks(&ada, &conversation).await.as_deref(), Some("0"));

    let mut stream = ada.listens_to(&conversation).await;
    hears_receipt(&mut stream, 0).await;
    grace.reads(&conversation, 2).await;
    hears_receipt(&mut stream, 2).await;
    grace.reads(&conversation, 3).await;
    hears_receipt(&mut stream, 3).await;
    assert_eq!(looks(&ada, &conversation).await.as_deref(), Some("3"));
    // Grace has nobody's reading to hear of: Ada has read her own.
    assert_eq!(looks(&grace, &conversation).await.as_deref(), Some("3"));
}

#[tokio::test]
async fn notes_to_oneself_have_no_ticks() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    ada.says(&notes, "milk").await;
    assert_eq!(looks(&ada, &notes).await, None);
}

#[tokio::test]
async fn who_does_not_share_reading_is_not_told_of_it_either() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = ada.talks_to(&grace).await;
    ada.counts(&conversation, 2).await;
    grace.says(&conversation, "and back").await;
    grace.reads(&conversation, 3).await;
    ada.reads(&conversation, 3).await;
    assert_eq!(looks(&ada, &conversation).await.as_deref(), Some("3"));

    grace.post("/settings/preferences").form(&[("receipts", "off")]).await.is(303);
    for person in [&ada, &grace] {
        assert_eq!(looks(person, &conversation).await.as_deref(), Some("0"));
    }
    let mut stream = ada.listens_to(&conversation).await;
    ada.says(&conversation, "four").await;
    grace.reads(&conversation, 4).await;
    grace.post("/settings/preferences").form(&[("receipts", "on")]).await.is(303);
    ada.says(&conversation, "five").await;
    grace.reads(&conversation, 5).await;
    let receipt =
        |event: &Event, seq: &str| event.data.contains("\"receipt\"") && event.data.contains(seq);
    let all = stream.up_to("the last receipt", |event| receipt(event, "\"5\"")).await;
    assert!(!all.iter().any(|event| receipt(event, "\"4\"")), "read while it was off");
    for wrong in ["", "yes", "1"] {
        let answer = grace.post("/settings/preferences").form(&[("receipts", wrong)]).await;
        assert!(answer.is(422).page().complaint("receipts").is_some(), "{wrong}");
    }
}

fn tick_in(page: &Page) -> Option<String> {
    page.attribute("#conversations .receipt", "data-receipt")
}

async fn tick_of(person: &Person) -> Option<String> {
    tick_in(&person.opens("/conversations").await)
}

/// Waits for this tick at an entry of the list.
async fn hears_tick(stream: &mut Stream, tick: &str) {
    let wanted = format!("data-receipt=\"{tick}\"");
    let is_entry = |event: &Event| event.data.contains("hx-swap=\"entry\"");
    stream.up_to(tick, |event| is_entry(event) && event.data.contains(&wanted)).await;
}

#[tokio::test]
async fn the_list_ticks_the_last_own_message_and_follows_who_reads() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let notes = ada.talks_to(&ada).await;
    ada.says(&notes, "milk").await;
    assert_eq!(tick_of(&ada).await, None, "nobody else reads one's notes");

    let mut stream = ada.listens_to_the_list().await;
    ada.counts(&conversation, 2).await;
    hears_tick(&mut stream, "sent").await;
    assert_eq!((tick_of(&ada).await.as_deref(), tick_of(&grace).await), (Some("sent"), None));
    grace.reads(&conversation, 1).await;
    assert_eq!(tick_of(&ada).await.as_deref(), Some("sent"));
    grace.reads(&conversation, 2).await;
    hears_tick(&mut stream, "read").await;
    assert_eq!(tick_of(&ada).await.as_deref(), Some("read"));

    // Who does not share it is not told of it either.
    grace.post("/settings/preferences").form(&[("receipts", "off")]).await.is(303);
    hears_tick(&mut stream, "sent").await;
    assert_eq!(tick_of(&ada).await.as_deref(), Some("sent"));
    grace.says(&conversation, "and back").await;
    ada.reads(&conversation, 3).await;
    assert_eq!((tick_of(&ada).await, tick_of(&grace).await.as_deref()), (None, Some("sent")));
}

#[tokio::test]
async fn the_others_hear_who_is_typing_and_nobody_else_does() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let mallory = chat.person("mallory").await;
    let conversation = ada.talks_to(&grace).await;
    let other = mallory.talks_to(&grace).await;
    let mut hers = grace.listens_to(&conversation).await;
    let mut own = ada.listens_to(&conversation).await;
    let mut elsewhere = mallory.listens_to(&other).await;

    let path = format!("{}/typing", conversation.path());
    ada.post(&path).htmx().await.is(204);
    let event = hers.up_to("who is typing", Event::is_typing).await.pop().unwrap();
    assert!(event.data.contains("Ada is typing"), "{}", event.data);
    assert_eq!(event.id, None);
    mallory.post(&path).htmx().await.is(404);
    chat.visitor().post(&path).htmx().await.is(401);

    ada.says(&conversation, "so").await;
    grace.says(&other, "you").await;
    let heard = own.up_to("her own message", |event| event.data.contains("so</p>")).await;
    assert!(!heard.iter().any(Event::is_typing), "not the one who types");
    let heard =
        elsewhere.up_to("the message elsewhere", |event| event.data.contains("you</p>")).await;
    assert!(!heard.iter().any(Event::is_typing));
    let version = grace.looks_at(&conversation).await.version();
    assert_eq!(version, 1, "typing is not stored");
}
