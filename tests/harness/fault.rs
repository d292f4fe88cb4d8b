//! People who talk through a fault, and the comparison afterwards: what was
//! acknowledged, what is stored and what every receiver saw is the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::{join, join_all};
use tokio::time::{Instant, sleep, timeout};

use super::conversation::Message;
use super::{Conversation, Person, Stream, eventually, within};

/// Devices that send, and messages of each; more while the fault lasts.
const DEVICES: usize = 8;
const EACH: usize = 12;
/// Between those that are more, because a page that missed 200 loads anew.
const PACE: Duration = Duration::from_millis(250);
/// What is said last, when all others have come to their end.
const LAST: &str = "goodbye";
/// Messages of all together when there is no fault.
pub const ALL: u64 = (DEVICES * EACH + 1) as u64;
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

/// Eight devices send, and change what they have sent, while two streams listen
/// and `fault` happens. Gives back how it went.
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
    let pages = [ada.looks_at(conversation).await, grace.looks_at(conversation).await];
    let [hers, theirs] = pages.map(|page| page.stream());
    let devices = (0..DEVICES).map(|number| {
        let person = if number % 2 == 0 { ada } else { grace };
        says_all(person, conversation, [number, changed], &progress)
    });
    let fault = async {
        fault(progress.clone()).await;
        progress.is_over.store(true, Ordering::SeqCst);
    };
    let senders = async {
        let (acknowledged, ()) = join(join_all(devices), fault).await;
        let last = says(ada, conversation, LAST, &progress).await;
        acknowledged.into_iter().flatten().chain([last]).collect::<BTreeSet<_>>()
    };
    let receivers = join(hears_all(ada, &hers), hears_all(grace, &theirs));
    let talk = timeout(DEADLINE, join(senders, receivers));
    let (acknowledged, (one, other)) = talk.await.expect("the talk comes to its end");

    let stored = history(ada, conversation).await;
    let said = stored.iter().map(Said::of);
    assert_eq!(said.collect::<BTreeSet<_>>(), acknowledged, "stored is what was acknowledged");
    assert_eq!(stored.len(), acknowledged.len(), "nothing stands twice");
    assert!(stored.len() as u64 >= ALL, "only {} were sent", stored.len());
    assert_eq!(shown_after(one), stored, "what the first receiver saw");
    assert_eq!(shown_after(other), stored, "what the second receiver saw");
    progress
}

/// What was acknowledged of a message, or stands there.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    seq: u64,
    text: String,
    reactions: Vec<(String, String)>,
}

impl Said {
    fn of(message: &Message) -> Self {
        let (text, reactions) = (message.text.clone(), message.reactions.clone());
        Self { seq: message.seq, text, reactions }
    }
}

/// What a page shows that was brought these changes: each came once, and in the
/// order of the versions.
fn shown_after(changes: Vec<Message>) -> Vec<Message> {
    let versions: Vec<u64> = changes.iter().map(|message| message.version).collect();
    assert!(versions.is_sorted_by(|one, next| one < next), "doubled or misordered: {versions:?}");
    let shown: BTreeMap<u64, Message> =
        changes.into_iter().map(|message| (message.seq, message)).collect();
    shown.into_values().collect()
}

/// Sends one message after the other. Of the first ones, so many, some are
/// changed, some deleted and some get a reaction, when they are stored.
async fn says_all(
    person: &Person,
    conversation: &Conversation,
    [device, changed]: [usize; 2],
    progress: &Progress,
) -> Vec<Said> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        if number >= EACH {
            if progress.is_over.load(Ordering::SeqCst) {
                break;
            }
            sleep(PACE).await;
        }
        let text = format!("{device}-{number}");
        let said = says(person, conversation, &text, progress).await;
        acknowledged.push(match number % 4 {
            _ if number >= changed => said,
            1 => changes(person, conversation, said, "edit", "another text").await,
            2 => changes(person, conversation, said, "delete", "").await,
            3 => changes(person, conversation, said, "reactions", "").await,
            _ => said,
        });
    }
    acknowledged
}

/// Sends a message with its nonce until it is stored.
async fn says(
    person: &Person,
    conversation: &Conversation,
    text: &str,
    progress: &Progress,
) -> Said {
    let began = Instant::now();
    loop {
        let fields = [("body", text), ("nonce", text)];
        let sent = person.sends(conversation, &fields).tried();
        match timeout(PATIENCE, sent).await.ok().flatten() {
            Some(answer) if answer.status == 200 => {
                progress.acknowledges(began.elapsed());
                return Said::of(&answer.page().messages()[0]);
            }
            Some(answer) => assert!(answer.status >= 500, "{}", answer.status),
            None => {}
        }
        progress.failed.fetch_add(1, Ordering::SeqCst);
        sleep(PAUSE).await;
    }
}

/// Does this with a message until it is done, and once more: nothing comes of
/// that. What is acknowledged then.
async fn changes(
    person: &Person,
    conversation: &Conversation,
    said: Said,
    what: &str,
    body: &str,
) -> Said {
    let version = u64::MAX.to_string();
    let version = version.get(..18).unwrap();
    let fields = [("body", body), ("version", version), ("emoji", "🙏"), ("on", "1")];
    let mut acknowledged = None;
    loop {
        let done = person.does(conversation, said.seq, what, &fields).tried();
        match timeout(PATIENCE, done).await.ok().flatten() {
            Some(answer) if answer.status == 200 => {
                let now = Said::of(&answer.page().messages()[0]);
                if acknowledged.replace(now).is_some() {
                    return acknowledged.unwrap();
                }
            }
            // A page waits, too, when it is told to slow down.
            Some(answer) if answer.status == 429 => sleep(PACE).await,
            Some(answer) => assert!(answer.status >= 500, "{what}: {}", answer.status),
            None => {}
        }
        sleep(PAUSE).await;
    }
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
            if heard.last().is_some_and(|message| message.text == LAST) {
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
