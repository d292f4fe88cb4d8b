//! People who talk through a fault, and the comparison afterwards: what was
//! acknowledged, what is stored and what every receiver saw is the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::{join, join_all};
use reqwest::Response;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use super::conversation::Message;
use super::event::Event;
use super::sender::{Change, Said, Sender};
use super::{Conversation, Person, Program, Stream, eventually, within};

/// Devices that send, and messages of each; more while the fault lasts.
const DEVICES: usize = 8;
const EACH: usize = 12;
/// Between those that are more, because a page that missed 200 loads anew.
const PACE: Duration = Duration::from_millis(250);
/// What is said last, when all others have come to their end.
pub const LAST: &str = "goodbye";
/// Messages of all together when there is no fault.
pub const ALL: u64 = (DEVICES * EACH + 1) as u64;
/// After so long a page takes its request for lost and sends it again.
pub const PATIENCE: Duration = Duration::from_secs(2);
/// Between tries, so that whoever starts again is not held up by them.
pub const PAUSE: Duration = Duration::from_millis(50);
/// A fault may cost a round of the server, and starting it again.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// How far the talk has come, for whoever causes the fault.
#[derive(Default)]
pub struct Progress {
    acknowledged: AtomicUsize,
    failed: AtomicUsize,
    slowest: Mutex<Duration>,
    is_over: AtomicBool,
}

impl Progress {
    /// Waits until so many messages were acknowledged.
    pub async fn has_acknowledged(&self, count: usize) {
        let enough = async || (self.acknowledged.load(Ordering::SeqCst) >= count).then_some(());
        within(DEADLINE, &format!("{count} acknowledged messages"), enough).await;
    }

    /// Waits until so many more were acknowledged than now.
    pub async fn acknowledges_more(&self, count: usize) {
        self.has_acknowledged(self.acknowledged.load(Ordering::SeqCst) + count).await;
    }

    /// How long the slowest message was on its way, all its attempts together.
    pub fn slowest(&self) -> Duration {
        *self.slowest.lock().unwrap()
    }

    /// Nothing happens any more: who talks may come to their end.
    pub fn ends(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    pub fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    fn acknowledges(&self, after: Duration) {
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
        let mut slowest = self.slowest.lock().unwrap();
        *slowest = after.max(*slowest);
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

/// Eight devices send, half of them pages and half programs, and change what they
/// have sent, while a page and a program listen and `fault` happens. Gives back
/// how it went.
pub async fn talk_through<F: Future<Output = ()>>(
    people: [&Person; 2],
    conversation: &Conversation,
    fault: impl FnOnce(Arc<Progress>) -> F,
) -> Arc<Progress> {
    talk(people, conversation, EACH, fault).await
}

/// The same without changes and without a fault.
pub async fn talk_plainly(people: [&Person; 2], conversation: &Conversation) {
    talk(people, conversation, 0, async |_| {}).await;
}

async fn talk<F: Future<Output = ()>>(
    [ada, grace]: [&Person; 2],
    conversation: &Conversation,
    changed: usize,
    fault: impl FnOnce(Arc<Progress>) -> F,
) -> Arc<Progress> {
    let progress = Arc::new(Progress::default());
    let (hers, theirs) = (Program::of(ada).await, Program::of(grace).await);
    let page = ada.looks_at(conversation).await.stream();
    let devices =
        [Sender::Page(ada), Sender::Program(&theirs), Sender::Program(&hers), Sender::Page(grace)];
    let devices = (0..DEVICES)
        .map(|number| says_all(devices[number % 4], conversation, [number, changed], &progress));
    let fault = async {
        fault(progress.clone()).await;
        progress.ends();
    };
    let senders = async {
        let (acknowledged, ()) = join(join_all(devices), fault).await;
        let last = says(Sender::Page(ada), conversation, LAST, &progress).await;
        acknowledged.into_iter().flatten().chain([last]).collect::<BTreeSet<_>>()
    };
    let by_page = hears_all(
        async |cursor| ada.tries_stream(&page, cursor.as_deref()).await,
        |event| event.messages(),
    );
    let query = format!("conversation={}", conversation.id);
    let by_program = hears_all(
        async |cursor| theirs.tries_stream(&query, cursor.as_deref()).await,
        |event| event.message().into_iter().collect(),
    );
    let talk = timeout(DEADLINE, join(senders, join(by_page, by_program)));
    let (acknowledged, (one, other)) = talk.await.expect("the talk comes to its end");

    let stored = history(ada, conversation).await;
    let said = stored.iter().map(Said::from);
    assert_eq!(said.collect::<BTreeSet<_>>(), acknowledged, "stored is what was acknowledged");
    assert_eq!(stored.len(), acknowledged.len(), "nothing stands twice");
    assert!(stored.len() as u64 >= ALL, "only {} were sent", stored.len());
    assert_eq!(shown_after(one), stored, "what the page saw");
    let stored = history_for(&theirs, conversation).await;
    assert_eq!(stored.iter().map(Said::from).collect::<BTreeSet<_>>(), acknowledged);
    assert_eq!(shown_after(other), stored, "what the program saw");
    progress
}

/// A message as somebody hears of it.
pub trait Heard {
    fn seq(&self) -> u64;
    fn version(&self) -> u64;
    fn is_last(&self) -> bool;
}

impl Heard for Message {
    fn seq(&self) -> u64 {
        self.seq
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn is_last(&self) -> bool {
        self.text == LAST
    }
}

impl Heard for Value {
    fn seq(&self) -> u64 {
        self["seq"].as_u64().unwrap()
    }

    fn version(&self) -> u64 {
        self["version"].as_u64().unwrap()
    }

    fn is_last(&self) -> bool {
        self["body"] == LAST
    }
}

/// What is shown by who was brought these changes: each came once, and in the
/// order of the versions.
pub fn shown_after<M: Heard>(changes: Vec<M>) -> Vec<M> {
    let versions: Vec<u64> = changes.iter().map(Heard::version).collect();
    assert!(versions.is_sorted_by(|one, next| one < next), "doubled or misordered: {versions:?}");
    let shown: BTreeMap<u64, M> =
        changes.into_iter().map(|message| (message.seq(), message)).collect();
    shown.into_values().collect()
}

/// Sends one message after the other. Of the first ones, so many, some are
/// changed, some deleted and some get a reaction, when they are stored.
async fn says_all(
    sender: Sender<'_>,
    conversation: &Conversation,
    [device, changed]: [usize; 2],
    progress: &Progress,
) -> Vec<Said> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        if number >= EACH {
            if progress.is_over() {
                break;
            }
            sleep(PACE).await;
        }
        let text = format!("{device}-{number}");
        let said = says(sender, conversation, &text, progress).await;
        acknowledged.push(match number % 4 {
            _ if number >= changed => said,
            1 => changes(sender, conversation, (said, Change::Edit), progress).await,
            2 => changes(sender, conversation, (said, Change::Delete), progress).await,
            3 => changes(sender, conversation, (said, Change::React), progress).await,
            _ => said,
        });
    }
    acknowledged
}

/// Sends a message with its nonce until it is stored.
pub async fn says(
    sender: Sender<'_>,
    conversation: &Conversation,
    text: &str,
    progress: &Progress,
) -> Said {
    let began = Instant::now();
    loop {
        let sent = sender.says(conversation, text).tried();
        if let Some(answer) = timeout(PATIENCE, sent).await.ok().flatten() {
            if let Some(said) = sender.acknowledged(&answer) {
                progress.acknowledges(began.elapsed());
                return said;
            }
            assert!(answer.status >= 500, "{}", answer.status);
        }
        progress.failed.fetch_add(1, Ordering::SeqCst);
        sleep(PAUSE).await;
    }
}

/// Does this with a message until it is done, and once more: nothing comes of
/// that. What is acknowledged then.
async fn changes(
    sender: Sender<'_>,
    conversation: &Conversation,
    (said, change): (Said, Change),
    progress: &Progress,
) -> Said {
    let mut is_done = false;
    loop {
        let sent = sender.changes(conversation, said.seq, change).tried();
        let answer = timeout(PATIENCE, sent).await.ok().flatten();
        match answer.map(|answer| (answer.status, sender.acknowledged(&answer))) {
            Some((_, Some(now))) if is_done => return now,
            Some((_, Some(_))) => is_done = true,
            // Whoever is told to slow down waits, too.
            Some((429, None)) => sleep(PACE).await,
            // Perhaps all devices are at this when the fault comes.
            failed => {
                let status = failed.map_or(503, |(status, _)| status);
                assert!(status >= 500, "{change:?}: {status}");
                progress.failed.fetch_add(1, Ordering::SeqCst);
            }
        }
        sleep(PAUSE).await;
    }
}

/// Listens to the last message, and comes back with the cursor as a browser does.
pub async fn hears_all<M: Heard>(
    open: impl AsyncFn(Option<String>) -> Option<Response>,
    messages: impl Fn(&Event) -> Vec<M>,
) -> Vec<M> {
    let (mut heard, mut cursor) = (Vec::<M>::new(), None::<String>);
    loop {
        // A frozen process answers late or never.
        let Some(response) = timeout(PATIENCE, open(cursor.clone())).await.ok().flatten() else {
            sleep(PAUSE).await;
            continue;
        };
        let mut stream = Stream::read(response);
        while let Some(event) = stream.next_within(DEADLINE).await {
            heard.extend(messages(&event));
            if heard.last().is_some_and(Heard::is_last) {
                return heard;
            }
        }
        cursor = stream.cut().or(cursor);
    }
}

/// The whole conversation as a program reads it, in parts.
pub async fn history_for(program: &Program, conversation: &Conversation) -> Vec<Value> {
    let mut messages = Vec::<Value>::new();
    loop {
        let after = messages.last().map_or(0, Heard::seq);
        let part = program.reads(&format!("{}?after={after}", conversation.messages())).await;
        messages.extend(part["messages"].as_array().unwrap().iter().cloned());
        if part["has_newer"] == false {
            return messages;
        }
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
