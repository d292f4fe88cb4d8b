//! One stream and what it has heard.

use rustix::fd::OwnedFd;

use super::Heard;
use crate::load::{
    http::{Chunked, Head},
    mark,
    sse::{Event, Events},
};

#[derive(Default)]
pub struct Listener {
    pub socket: Option<OwnedFd>,
    pub has_asked: bool,
    state: State,
    events: Events,
    ledger: Ledger,
}

enum State {
    Head(Vec<u8>),
    Chunks(Chunked),
    Plain,
}

impl Default for State {
    fn default() -> Self {
        Self::Head(Vec::new())
    }
}

/// Which events a stream has had: a bit for each request of its group.
#[derive(Default)]
struct Ledger {
    seen: Vec<u64>,
    unique: u64,
    /// The highest id, where ids are numbers.
    last: u64,
}

impl Listener {
    pub fn is_open(&self) -> bool {
        !matches!(self.state, State::Head(_))
    }

    pub fn unique(&self) -> u64 {
        self.ledger.unique
    }

    /// An error ends the stream.
    pub fn take(
        &mut self,
        bytes: &[u8],
        time: u64,
        groups: u64,
        heard: &mut Heard,
    ) -> Result<(), String> {
        let rest;
        let bytes = match &mut self.state {
            State::Head(head) => {
                head.extend_from_slice(bytes);
                let Some(parsed) = Head::parse(head)? else { return Ok(()) };
                rest = head.split_off(parsed.length);
                self.state = opened(&parsed)?;
                &rest
            }
            _ => bytes,
        };
        let (events, ledger) = (&mut self.events, &mut self.ledger);
        let mut body = |bytes: &[u8]| {
            events.feed(bytes, &mut |event| ledger.enter(&event, time, groups, heard));
        };
        match &mut self.state {
            State::Chunks(chunked) => {
                chunked.feed(bytes, &mut body)?;
                if chunked.is_done() { Err("the stream has ended".to_owned()) } else { Ok(()) }
            }
            _ => {
                body(bytes);
                Ok(())
            }
        }
    }
}

fn opened(head: &Head) -> Result<State, String> {
    match head {
        Head { status, .. } if *status != 200 => Err(format!("status {status}")),
        Head { event_stream: false, .. } => Err("no event stream".to_owned()),
        Head { chunked: true, .. } => Ok(State::Chunks(Chunked::default())),
        _ => Ok(State::Plain),
    }
}

impl Ledger {
    /// Only events with an id are news that may come once: lists and the like,
    /// which may show the same text, have none.
    fn enter(&mut self, event: &Event, time: u64, groups: u64, heard: &mut Heard) {
        if event.id.is_empty() || !event.name.is_empty() {
            return;
        }
        let Some((at, number, _)) = mark::find(event.data) else { return };
        if at < heard.since {
            return;
        }
        let turn = (number / groups) as usize;
        let (word, bit) = (turn / 64, 1 << (turn % 64));
        if word >= self.seen.len() {
            self.seen.resize(word + 1, 0);
        }
        if self.seen[word] & bit != 0 {
            heard.doubled += 1;
            return;
        }
        self.seen[word] |= bit;
        self.unique += 1;
        heard.unique += 1;
        let id = std::str::from_utf8(event.id).ok().and_then(|id| id.parse().ok());
        heard.misordered += u64::from(id.is_some_and(|id: u64| id < self.last));
        self.last = id.unwrap_or(self.last).max(self.last);
        heard.last = time;
        heard.latency.add(time.saturating_sub(at));
        heard.sample.get_or_insert_with(|| event.data.to_vec());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_and_misordered_events_are_counted() {
        let (mut listener, mut heard) = (Listener::default(), Heard::default());
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
        let event = |number: u64| format!("id: {number}\ndata: <p>lgm5i{number}e</p>\n\n");
        let list = "data: <li>lgm5i0e</li>\n\n".to_owned();
        let stream = [head.to_owned(), event(0), list, event(4), event(2), event(4)].concat();
        for byte in stream.as_bytes().chunks(1) {
            listener.take(byte, 7, 2, &mut heard).unwrap();
        }
        assert_eq!((heard.unique, heard.doubled, heard.misordered), (3, 1, 1));
        assert_eq!(listener.unique(), 3);
    }

    #[test]
    fn what_is_no_stream_is_refused() {
        let (mut listener, mut heard) = (Listener::default(), Heard::default());
        let page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
        assert!(listener.take(page, 0, 1, &mut heard).is_err());
    }
}
