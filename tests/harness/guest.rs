//! Talk in a group while the owner removes somebody and adds them again, and
//! what each may have seen of it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all, join3};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::conversation::Message;
use super::fault::{DEADLINE, LAST, PATIENCE, PAUSE, Progress, hears_all, history, history_for};
use super::fault::{says, shown_after};
use super::sender::{Said, Sender};
use super::{Answer, Group, Person, Program, Stream};

/// Messages of each who stays.
const EACH: usize = 12;
/// How often the guest is removed and added again.
const TIMES: usize = 3;
/// Messages that are acknowledged between.
const BETWEEN: usize = 6;
/// Above all that is said.
const END: u64 = 1_000_000;
/// Between what the guest says: they say more than they may keep up with.
const PACE: Duration = Duration::from_millis(100);

/// A group whose owner is the first of those who stay. Who joins it is shown
/// nothing from before.
pub struct Gathering<'p> {
    pub group: Group,
    pub stay: Vec<&'p Person>,
    pub guest: &'p Person,
}

/// What the guest was brought from one page on.
struct Visit {
    shown: Vec<Message>,
    heard: Vec<Message>,
}

/// Everybody talks while `fault` happens and the guest comes and goes; then each
/// has seen exactly what they may.
pub async fn talk_through<F: Future<Output = ()>>(
    gathering: &Gathering<'_>,
    fault: impl FnOnce(Arc<Progress>) -> F,
) {
    let progress = Arc::new(Progress::default());
    let (owner, conversation) = (gathering.stay[0], &gathering.group);
    let program = Program::of(owner).await;
    let page = owner.looks_at(conversation).await.stream();
    let talk = async {
        let senders = gathering.stay.iter().enumerate();
        let senders =
            senders.map(|(number, person)| says_all(person, number, gathering, &progress));
        let changes = async {
            join(comes_and_goes(gathering, &progress), fault(progress.clone())).await;
            progress.ends();
        };
        let (acknowledged, ()) = join(join_all(senders), changes).await;
        let last = says(Sender::Page(owner), conversation, LAST, &progress).await;
        acknowledged.into_iter().flatten().chain([last]).collect::<BTreeSet<_>>()
    };
    let heard = hears_all(
        async |cursor| owner.tries_stream(&page, cursor.as_deref()).await,
        |event| event.messages(),
    );
    let all =
        join(join(talk, says_while_member(gathering, &progress)), join(heard, visits(gathering)));
    let ((mut acknowledged, theirs), (heard, visits)) =
        timeout(DEADLINE * 2, all).await.expect("the talk comes to its end");

    let stored = history(owner, conversation).await;
    let lines = Lines::of(&history_for(&program, conversation).await, &gathering.guest.username);
    acknowledged.extend(theirs.acknowledged);
    let said = stored.iter().filter(|message| !lines.all.contains(&message.seq)).map(Said::from);
    let said: BTreeSet<_> = said.filter(|said| !theirs.unknown.contains(&said.text)).collect();
    acknowledged.retain(|said| !theirs.unknown.contains(&said.text));
    assert_eq!(said, acknowledged, "stored is what was acknowledged");
    assert_eq!(shown_after(heard), stored, "what the owner saw");
    lines.judge(gathering, &stored, &visits).await;
}

async fn says_all(
    person: &Person,
    number: usize,
    gathering: &Gathering<'_>,
    progress: &Progress,
) -> Vec<Said> {
    let mut said = Vec::new();
    for count in 0.. {
        if count >= EACH {
            if progress.is_over() {
                break;
            }
            sleep(PACE * 2).await;
        }
        let text = format!("{number}-{count}");
        said.push(says(Sender::Page(person), &gathering.group, &text, progress).await);
    }
    said
}

/// The owner removes the guest and adds them again, each until it is done.
async fn comes_and_goes(gathering: &Gathering<'_>, progress: &Progress) {
    let (owner, guest) = (gathering.stay[0], &gathering.guest.username);
    for _ in 0..TIMES {
        progress.acknowledges_more(BETWEEN).await;
        let remove = format!("{}/members/{guest}/remove", gathering.group.path());
        // The second time they are no member any more.
        until(&[303, 404], || owner.post(&remove).tried()).await;
        progress.acknowledges_more(BETWEEN).await;
        let add = format!("{}/members", gathering.group.path());
        let form = [("username", guest.as_str())];
        until(&[303], || owner.post(&add).form(&form).tried()).await;
    }
}

async fn until<F: Future<Output = Option<Answer>>>(done: &[u16], ask: impl Fn() -> F) {
    loop {
        let answer = timeout(PATIENCE, ask()).await.ok().flatten();
        match answer.map(|answer| (answer.status, answer.body)) {
            Some((status, _)) if done.contains(&status) => return,
            Some((429, _)) => sleep(PACE).await,
            Some((status, body)) => assert!(status >= 500, "{status}: {body}"),
            None => {}
        }
        sleep(PAUSE).await;
    }
}

#[derive(Default)]
struct Theirs {
    acknowledged: Vec<Said>,
    /// Texts of which nobody knows whether they were stored: no answer came, and
    /// then it was refused.
    unknown: BTreeSet<String>,
}

/// The guest says one thing after another, whether they may or not.
async fn says_while_member(gathering: &Gathering<'_>, progress: &Progress) -> Theirs {
    let mut theirs = Theirs::default();
    for number in 0.. {
        if progress.is_over() {
            break;
        }
        let text = format!("guest-{number}");
        let sender = Sender::Page(gathering.guest);
        let mut is_unknown = false;
        loop {
            let sent = sender.says(&gathering.group, &text).tried();
            let answer = timeout(PATIENCE, sent).await.ok().flatten();
            let status = answer.as_ref().map_or(503, |answer| answer.status);
            match answer.and_then(|answer| sender.acknowledged(&answer)) {
                Some(said) => theirs.acknowledged.push(said),
                None if status == 404 && is_unknown => drop(theirs.unknown.insert(text.clone())),
                None if status == 404 => {}
                None => {
                    assert!(status >= 500 || status == 429, "{status}");
                    is_unknown |= status != 429;
                    sleep(PAUSE).await;
                    continue;
                }
            }
            break;
        }
        sleep(PACE).await;
    }
    theirs
}

/// The guest opens the page whenever they may, and listens until they are told
/// that they may not, or to the last message.
async fn visits(gathering: &Gathering<'_>) -> Vec<Visit> {
    let mut visits = Vec::new();
    loop {
        // From the first unread message on a page may not reach to the end.
        let end = format!("{}?before={END}", gathering.group.path());
        let page = gathering.guest.get(&end).tried();
        let page = timeout(PATIENCE, page).await.ok().flatten();
        let Some(page) = page.filter(|page| page.status == 200).map(|answer| answer.page()) else {
            sleep(PAUSE).await;
            continue;
        };
        let mut visit = Visit { shown: page.messages(), heard: Vec::new() };
        // What the page shows already no stream brings.
        let is_over = visit.shown.iter().any(|message| message.text == LAST)
            || listens(gathering, &page.stream(), &mut visit.heard).await;
        visits.push(visit);
        if is_over {
            return visits;
        }
    }
}

/// True when the last message has come; false when the page is to be opened anew.
async fn listens(gathering: &Gathering<'_>, path: &str, heard: &mut Vec<Message>) -> bool {
    let mut cursor = None::<String>;
    loop {
        let opened = gathering.guest.ask_for_stream(path, cursor.as_deref()).sent();
        let Some(Ok(response)) = timeout(PATIENCE, opened).await.ok() else {
            sleep(PAUSE).await;
            continue;
        };
        match response.status().as_u16() {
            200 => {}
            404 => return false,
            status => {
                assert!(status >= 500, "{status}");
                sleep(PAUSE).await;
                continue;
            }
        }
        let mut stream = Stream::read(response);
        while let Some(event) = stream.next_within(DEADLINE).await {
            heard.extend(event.messages());
            if heard.last().is_some_and(|message| message.text == LAST) {
                return true;
            }
            if matches!(event.name.as_deref(), Some("closed" | "reset")) {
                return false;
            }
        }
        cursor = stream.cut().or(cursor);
    }
}

/// What the lines say about the guest.
struct Lines {
    all: BTreeSet<u64>,
    /// From a line that removes them to the one that adds them again.
    away: Vec<(u64, u64)>,
}

impl Lines {
    fn of(stored: &[Value], guest: &str) -> Self {
        let mut lines = Self { all: BTreeSet::new(), away: Vec::new() };
        let mut removed = None;
        for message in stored.iter().filter(|message| message["kind"] == "event") {
            let (seq, event) = (message["seq"].as_u64().unwrap(), &message["event"]);
            lines.all.insert(seq);
            let whom = event["whom"].as_array().into_iter().flatten();
            if !whom.clone().any(|one| one == guest) {
                continue;
            }
            match event["what"].as_str().unwrap() {
                "removed" => removed = Some(seq),
                "added" => lines.away.extend(removed.take().map(|removed| (removed, seq))),
                _ => {}
            }
        }
        assert_eq!((lines.away.len(), removed), (TIMES, None), "{stored:?}");
        lines
    }

    fn is_away(&self, seq: u64) -> bool {
        self.away.iter().any(|(removed, added)| (*removed..*added).contains(&seq))
    }

    async fn judge(&self, gathering: &Gathering<'_>, stored: &[Message], visits: &[Visit]) {
        let theirs = stored.iter().filter(|message| message.author == gathering.guest.username);
        for message in theirs.filter(|message| !self.all.contains(&message.seq)) {
            assert!(!self.is_away(message.seq), "said while away: {message:?}");
        }
        for message in visits.iter().flat_map(|visit| visit.shown.iter().chain(&visit.heard)) {
            assert!(!self.is_away(message.seq), "seen from away: {message:?}");
        }
        for visit in visits {
            shown_after(visit.heard.clone());
        }
        let begins = self.away.last().map_or(0, |(_, added)| *added);
        let theirs: Vec<_> =
            stored.iter().filter(|message| message.seq >= begins).cloned().collect();
        assert_eq!(history(gathering.guest, &gathering.group).await, theirs, "what they may see");
        let last = visits.last().expect("a visit");
        let mut seen = last.shown.clone();
        for message in &last.heard {
            seen.retain(|known| known.seq != message.seq);
            seen.push(message.clone());
        }
        seen.sort_by_key(|message| message.seq);
        let first = seen.first().map_or(0, |message| message.seq);
        let theirs: Vec<_> = theirs.into_iter().filter(|message| message.seq >= first).collect();
        assert_eq!(seen, theirs, "what the guest saw at last");
    }
}
