//! People who talk through a fault, and the comparison afterwards: what was
//! acknowledged, what is stored and what every receiver saw is the same.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::{join, join_all, join3};
use tokio::time::{sleep, timeout};

use super::conversation::Message;
use super::{Conversation, Person, Stream, eventually, within};

/// Devices that send, and messages of each.
const DEVICES: usize = 8;
const EACH: usize = 12;
/// Messages of all together.
pub const ALL: u64 = (DEVICES * EACH) as u64;
/// After so long a page takes its request for lost and sends it again.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between tries, so that whoever starts again is not held up by them.
const PAUSE: Duration = Duration::from_millis(50);
/// A fault may cost a round of the server, and starting it again.
const DEADLINE: Duration = Duration::from_secs(60);

/// How far the talk has come, for whoever causes the fault.
#[derive(Default)]
pub struct Progress {
    acknowledged: AtomicUsize,
    failed: AtomicUsize,
}

impl Progress {
    /// Waits until so many messages were acknowledged.
    pub async fn has_acknowledged(&self, count: usize) {
        let enough = async || (self.acknowledged.load(Ordering::SeqCst) >= count).then_some(());
        within(DEADLINE, &format!("{count} acknowledged messages"), enough).await;
    }

    /// Waits until an attempt has failed that was made from now on.
    pub async fn has_failed_again(&self) {
        let before = self.failed.load(Ordering::SeqCst);
        eventually("an attempt that fails", async || {
            (self.failed.load(Ordering::SeqCst) > before).then_some(())
        })
        .await;
    }
}

/// Eight devices send while two streams listen and `fault` happens.
pub async fn talk_through<F: Future<Output = ()>>(
    [ada, grace]: [&Person; 2],
    conversation: &Conversation,
    fault: impl FnOnce(std::sync::Arc<Progress>) -> F,
) {
    let progress = std::sync::Arc::new(Progress::default());
    let pages = [ada.looks_at(conversation).await, grace.looks_at(conversation).await];
    let [hers, theirs] = pages.map(|page| page.stream());
    let devices = (0..DEVICES).map(|number| {
        let person = if number % 2 == 0 { ada } else { grace };
        says_all(person, conversation, number, &progress)
    });
    let receivers = join(hears_all(ada, &hers), hears_all(grace, &theirs));
    let talk = join3(join_all(devices), receivers, fault(progress.clone()));
    let (acknowledged, (one, other), ()) =
        timeout(DEADLINE, talk).await.expect("the talk comes to its end");

    let stored = history(ada, conversation).await;
    let acknowledged: BTreeSet<_> = acknowledged.into_iter().flatten().collect();
    let texts = stored.iter().map(|message| (message.seq, message.text.clone()));
    assert_eq!(texts.collect::<BTreeSet<_>>(), acknowledged, "stored is what was acknowledged");
    assert_eq!(stored.len() as u64, ALL, "nothing stands twice");
    assert_eq!(one, stored, "what the first receiver saw");
    assert_eq!(other, stored, "what the second receiver saw");
}

/// Sends one message after the other, each with its nonce until it is stored.
async fn says_all(
    person: &Person,
    conversation: &Conversation,
    device: usize,
    progress: &Progress,
) -> Vec<(u64, String)> {
    let mut acknowledged = Vec::new();
    for number in 0..EACH {
        let text = format!("{device}-{number}");
        let seq = loop {
            let fields = [("body", &*text), ("nonce", &*text)];
            let sent = person.sends(conversation, &fields).tried();
            match timeout(PATIENCE, sent).await.ok().flatten() {
                Some(answer) if answer.status == 200 => break answer.page().messages()[0].seq,
                Some(answer) => assert!(answer.status >= 500, "{}", answer.status),
                None => {}
            }
            progress.failed.fetch_add(1, Ordering::SeqCst);
            sleep(PAUSE).await;
        };
        acknowledged.push((seq, text));
        progress.acknowledged.fetch_add(1, Ordering::SeqCst);
    }
    acknowledged
}

/// Listens to the last message, and comes back with the cursor as a browser does.
async fn hears_all(person: &Person, path: &str) -> Vec<Message> {
    let (mut heard, mut cursor) = (Vec::<Message>::new(), None::<String>);
    loop {
        let answer = person.tries_stream(path, cursor.as_deref());
        // A frozen process answers late or never.
        let Some(response) = timeout(PATIENCE, answer).await.ok().flatten() else {
            sleep(PAUSE).await;
            continue;
        };
        let mut stream = Stream::read(response);
        while let Some(event) = stream.next_within(DEADLINE).await {
            heard.extend(event.messages());
            if heard.last().is_some_and(|message| message.seq == ALL) {
                return heard;
            }
        }
        cursor = stream.cut().or(cursor);
    }
}

/// The whole conversation, read in parts.
pub async fn history(person: &Person, conversation: &Conversation) -> Vec<Message> {
    let mut messages = Vec::<Message>::new();
    loop {
        let after = messages.last().map_or(0, |message| message.seq);
        let path = format!("{}?after={after}", conversation.messages());
        let part = person.get(&path).htmx().await.is(200).page().messages();
        if part.is_empty() {
            return messages;
        }
        messages.extend(part);
    }
}
