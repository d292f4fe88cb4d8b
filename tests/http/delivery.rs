//! Nothing lost, nothing doubled, whatever happens to the streams.

use std::time::Duration;

use futures_util::future::join;
use tokio::time::sleep;

use crate::harness::conversation::Message;
use crate::harness::{Chat, Person};

/// Listens until message `last`, losing the connection again and again at
/// random moments, and resuming as a browser does.
async fn listens_with_cuts(
    person: &Person,
    path: &str,
    last: u64,
    patience: impl Fn() -> Duration,
) -> (Vec<Message>, usize) {
    let (mut heard, mut cuts, mut cursor) = (Vec::new(), 0, None);
    loop {
        let mut stream = person.stream(path, cursor.as_deref()).await;
        let connected = async {
            while let Some(event) = stream.next().await {
                heard.extend(event.messages());
                if heard.last().is_some_and(|message: &Message| message.seq == last) {
                    return true;
                }
            }
            false
        };
        tokio::select! {
            done = connected => if done { return (heard, cuts) },
            () = sleep(patience()) => {}
        }
        cuts += 1;
        let last_id = stream.cut();
        cursor = last_id.or(cursor);
    }
}

#[tokio::test]
async fn a_stream_that_is_cut_again_and_again_brings_every_message_once_and_in_order() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let path = grace.looks_at(&conversation).await.stream();
    let patience = || Duration::from_millis(rand::random_range(1..40));
    let sending = async {
        let mut said = Vec::new();
        for number in 1..=200 {
            said.push(ada.says(&conversation, &number.to_string()).await);
        }
        said
    };
    let listening = listens_with_cuts(&grace, &path, 200, patience);
    let (said, (heard, cuts)) = join(sending, listening).await;
    assert!(cuts >= 5, "only {cuts} cuts prove little");
    assert_eq!(heard, said);
}

#[tokio::test]
async fn many_tabs_hear_the_same_while_both_talk() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut tabs = Vec::new();
    for person in [&ada, &grace, &ada, &grace] {
        tabs.push(person.listens_to(&conversation).await);
    }
    join(ada.counts(&conversation, 50), grace.counts(&conversation, 50)).await;
    let end = format!("{}?before=101", conversation.path());
    let stored: Vec<_> = ada.opens(&end).await.messages();
    for tab in &mut tabs {
        let heard = tab.messages_up_to(100).await;
        let numbers: Vec<_> = heard.iter().map(|message| message.seq).collect();
        assert_eq!(numbers, (1..=100).collect::<Vec<_>>());
        assert_eq!(heard[50..], stored[..]);
    }
}

#[tokio::test]
async fn nothing_falls_between_the_page_and_the_first_subscription() {
    let chat = Chat::start().await;
    let grace = chat.person("grace").await;
    for round in 0..10 {
        // A conversation nobody listens to yet, so that the channel is new.
        let other = chat.person(&format!("person{round}")).await;
        let conversation = other.talks_to(&grace).await;
        let path = grace.looks_at(&conversation).await.stream();
        let listening = async {
            let mut stream = grace.stream(&path, None).await;
            stream.messages_up_to(10).await
        };
        let ((), heard) = join(other.counts(&conversation, 10), listening).await;
        let numbers: Vec<_> = heard.iter().map(|message| message.seq).collect();
        assert_eq!(numbers, (1..=10).collect::<Vec<_>>(), "round {round}");
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_the_death_of_the_process() {
    let mut chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let page = grace.looks_at(&conversation).await;
    let mut stream = grace.stream(&page.stream(), None).await;
    ada.counts(&conversation, 20).await;
    stream.expects_message("5").await;
    chat.kill();
    let last = stream.cut();
    chat.resume().await;
    let mut stream = grace.stream(&page.stream(), last.as_deref()).await;
    ada.says(&conversation, "21").await;
    let heard: Vec<_> = stream.messages_up_to(21).await.iter().map(|m| m.seq).collect();
    assert_eq!(heard, (6..=21).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_stop_in_order_ends_the_streams_and_the_process() {
    let mut chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let page = grace.looks_at(&conversation).await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(grace.stream(&page.stream(), None).await);
    }
    let ended = chat.stop().await;
    assert!(ended.status.success(), "{}", ended.status);
    for stream in &mut streams {
        stream.remaining().await;
    }
    chat.resume().await;
    ada.says(&conversation, "after the restart").await;
    let mut stream = grace.stream(&page.stream(), None).await;
    stream.expects_message("after the restart").await;
}

#[tokio::test]
async fn a_message_whose_sender_has_gone_is_told_all_the_same() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut stream = grace.listens_to(&conversation).await;
    let mut told = 0;
    for number in 1..=40_u64 {
        let text = format!("left {number}");
        let sent = async { ada.sends(&conversation, &[("body", &text)]).await };
        // The connection is closed while the request is somewhere on its way.
        let _ = tokio::time::timeout(Duration::from_millis(number / 2), sent).await;
        let stored = grace.looks_at(&conversation).await.version();
        if stored > told {
            stream.messages_up_to(stored).await;
            told = stored;
        }
    }
    assert!(told > 0, "no attempt got far enough to prove anything");
}
