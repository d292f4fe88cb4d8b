//! Who does not keep up holds nobody up, and goes on where it stopped.

use std::time::{Duration, Instant};

use crate::harness::conversation::Message;
use crate::harness::stalled::Stalled;
use crate::harness::stream::Stream;
use crate::harness::{Chat, Conversation, Person};

/// Of the longest messages, more than the sockets and the queue of one stream
/// hold together.
const FLOOD: u64 = 450;

/// As a page does: by its cursor, and anew when that is too far behind.
async fn catches_up(
    person: &Person,
    conversation: &Conversation,
    path: &str,
    last: Option<&Message>,
) -> Vec<Message> {
    let cursor = last.map(|last| last.version.to_string());
    let mut stream = person.stream(path, cursor.as_deref()).await;
    let first = stream.expects("a message or a reset", |event| {
        let reset = event.name.as_deref() == Some("reset");
        (reset || !event.messages().is_empty()).then(|| event.messages())
    });
    let mut messages = first.await;
    if messages.is_empty() {
        return history_after(person, conversation, last.map_or(0, |last| last.seq)).await;
    }
    if messages[0].seq < FLOOD {
        messages.extend(stream.messages_up_to(FLOOD).await);
    }
    messages
}

async fn history_after(person: &Person, conversation: &Conversation, seq: u64) -> Vec<Message> {
    let all = crate::harness::fault::history(person, conversation).await;
    all.into_iter().filter(|message| message.seq > seq).collect()
}

#[tokio::test]
async fn a_reader_that_stops_reading_holds_nobody_up_and_goes_on_where_it_stopped() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let path = grace.looks_at(&conversation).await.stream();
    let stalled = Stalled::opens(&grace, &path).await;
    let mut beside = grace.stream(&path, None).await;
    let mut said = Vec::new();
    for number in 1..=FLOOD {
        said.push(ada.says(&conversation, &format!("{number} {}", "字".repeat(3990))).await);
    }
    assert_eq!(beside.messages_up_to(FLOOD).await, said);

    let events = stalled.reads_on().await;
    let read: Vec<_> = events.iter().flat_map(|event| event.messages()).collect();
    assert!(read.len() < said.len(), "it was not slow enough to prove anything");
    assert_eq!(read[..], said[..read.len()]);
    let missed = catches_up(&grace, &conversation, &path, read.last()).await;
    assert_eq!(missed[..], said[read.len()..]);
}

/// Grace at a page whose stream nobody reads, though so much is said; and the
/// stream on which Ada sees her online.
async fn nobody_reads(messages: u64) -> (Chat, Person, Stream, Stalled) {
    let chat = Chat::with(&[("PRESENCE_GRACE", "1s")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let path = grace.looks_at(&conversation).await.stream();
    let stalled = Stalled::opens(&grace, &path).await;
    let mut seen = ada.listens_to(&conversation).await;
    seen.expects_presence("grace", "online").await;
    for _ in 0..messages {
        ada.says(&conversation, &"字".repeat(4000)).await;
    }
    (chat, grace, seen, stalled)
}

/// More than the sockets hold, and less than makes a queue overflow.
const MUCH: u64 = 200;

#[tokio::test]
async fn who_signs_out_is_gone_even_from_a_stream_that_nobody_reads() {
    let began = Instant::now();
    let (_chat, grace, mut seen, _stalled) = nobody_reads(MUCH).await;
    grace.post("/logout").await.is(303);
    // Before the stream would be cut anyway, 35 s after it stood still.
    let rest = Duration::from_secs(34).saturating_sub(began.elapsed());
    seen.expects_presence_within(rest, "grace", "offline").await;
}

#[tokio::test]
async fn who_missed_more_than_a_stream_should_hold_begins_anew() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let path = grace.looks_at(&conversation).await.stream();
    for _ in 0..80 {
        ada.says(&conversation, &"字".repeat(4000)).await;
    }
    let mut some = grace.stream(&path, None).await;
    assert_eq!(some.messages_up_to(80).await.len(), 80);
    for _ in 80..110 {
        ada.says(&conversation, &"字".repeat(4000)).await;
    }
    let events = grace.stream(&path, None).await.remaining().await;
    assert_eq!(events.last().and_then(|event| event.name.as_deref()), Some("reset"));
}

#[tokio::test]
async fn who_stops_reading_without_a_word_is_not_online_for_ever() {
    let (_chat, _grace, mut seen, _stalled) = nobody_reads(FLOOD).await;
    seen.expects_presence_within(Duration::from_secs(90), "grace", "offline").await;
}
