//! Many streams at once.

use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::future::join_all;

use crate::harness::fault::{ALL, talk_plainly};
use crate::harness::{Chat, Mode, Place, Stream};

const STREAMS: usize = 1000;

/// How many messages a stream brought until the last one, and which, as a
/// number: all receivers are sent the same bytes.
async fn hears(mut stream: Stream) -> (u64, u64) {
    let (mut count, mut all) = (0, DefaultHasher::new());
    while let Some(event) = stream.next().await {
        let Some(version) = event.id else { continue };
        count += 1;
        (&version, event.data).hash(&mut all);
        if version == ALL.to_string() {
            break;
        }
    }
    (count, all.finish())
}

#[tokio::test]
async fn a_thousand_streams_hear_the_same_while_eight_devices_send() {
    // This process has the other end of each; the soft limit is often 1,024.
    rlimit::increase_nofile_limit(8192).unwrap();
    let place = Place::fresh().await;
    let here = Chat::at(place.clone(), &[]).await;
    let (ada, grace, conversation) = here.pair().await;
    // Half of them at another process, where there may be one.
    let there = if Mode::is_full() { Some(Chat::at(place, &[]).await) } else { None };
    let elsewhere = match &there {
        Some(there) => grace.on(there).await,
        None => grace.on_another_device().await,
    };
    let path = ada.looks_at(&conversation).await.stream();
    let other = grace.looks_at(&conversation).await.stream();
    let mut listeners = Vec::new();
    for number in 0..STREAMS {
        let (person, path) = if number % 2 == 0 { (&ada, &path) } else { (&elsewhere, &other) };
        listeners.push(tokio::spawn(hears(person.stream(path, None).await)));
    }
    talk_plainly([&ada, &grace], &conversation).await;

    let heard = join_all(listeners).await.into_iter().map(Result::unwrap);
    let reference = hears(ada.stream(&path, None).await).await;
    assert_eq!(reference.0, ALL);
    for (number, one) in heard.enumerate() {
        assert_eq!(one, reference, "stream {number}");
    }
}

#[tokio::test]
async fn hundreds_of_streams_by_one_person_end_her_oldest_and_nobody_elses() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut own = ada.listens_to(&conversation).await;
    let path = grace.looks_at(&conversation).await.stream();
    let mut streams = Vec::new();
    for _ in 0..200 {
        streams.push(grace.stream(&path, None).await);
    }
    let mut kept = streams.split_off(200 - 64);
    for closed in &mut streams {
        closed.is_closed().await;
    }
    ada.says(&conversation, "to those that are left").await;
    own.expects_message("to those that are left").await;
    for stream in &mut kept {
        stream.expects_message("to those that are left").await;
    }
}
