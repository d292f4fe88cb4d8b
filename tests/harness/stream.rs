//! An open event stream.

use std::time::Duration;

use reqwest::Response;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::Conversation;
use super::conversation::{Entry, Message};
use super::event::{Event, Parser};
use super::wait::DEADLINE;

pub struct Stream {
    events: mpsc::UnboundedReceiver<Event>,
    reader: JoinHandle<()>,
    /// What a browser would send as `Last-Event-ID`.
    pub last_id: Option<String>,
}

impl Stream {
    pub fn read(mut response: Response) -> Self {
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("text/event-stream"), "not a stream: {kind}");
        let (sender, events) = mpsc::unbounded_channel();
        let reader = tokio::spawn(async move {
            let mut parser = Parser::default();
            while let Ok(Some(bytes)) = response.chunk().await {
                for event in parser.feed(&bytes) {
                    // Nobody listens any more once the test is over.
                    let _ = sender.send(event);
                }
            }
        });
        Self { events, reader, last_id: None }
    }

    /// The next event, or nothing when the server has ended the stream.
    pub async fn next(&mut self) -> Option<Event> {
        self.next_within(DEADLINE).await
    }

    pub async fn next_within(&mut self, deadline: Duration) -> Option<Event> {
        let event = timeout(deadline, self.events.recv()).await;
        let event = event.expect("an event or the end of the stream")?;
        if let Some(id) = &event.id {
            self.last_id = Some(id.clone());
        }
        Some(event)
    }

    /// The first event that `wanted` makes something of; all before it are
    /// passed over.
    pub async fn expects<T>(&mut self, what: &str, wanted: impl FnMut(&Event) -> Option<T>) -> T {
        self.expects_within(DEADLINE, what, wanted).await
    }

    pub async fn expects_within<T>(
        &mut self,
        deadline: Duration,
        what: &str,
        mut wanted: impl FnMut(&Event) -> Option<T>,
    ) -> T {
        let search = async {
            while let Some(event) = self.next_within(deadline).await {
                if let Some(found) = wanted(&event) {
                    return found;
                }
            }
            panic!("the stream ended before {what}");
        };
        let found = timeout(deadline, search).await;
        found.unwrap_or_else(|_| panic!("the stream never brought {what}"))
    }

    pub async fn expects_named(&mut self, name: &str) -> Event {
        let what = format!("an event {name}");
        let named = |event: &Event| (event.name.as_deref() == Some(name)).then(|| event.clone());
        self.expects(&what, named).await
    }

    /// What is never stored, so only a hint can bring it.
    pub async fn expects_typing(&mut self) -> Event {
        self.expects("who is typing", |event| event.is_typing().then(|| event.clone())).await
    }

    pub async fn expects_message(&mut self, text: &str) -> Message {
        let what = format!("the message {text:?}");
        let found = |event: &Event| event.messages().into_iter().find(|m| m.text == text);
        self.expects(&what, found).await
    }

    /// The list's entry for `conversation`, once it is as `wanted`.
    pub async fn expects_entry(
        &mut self,
        conversation: &Conversation,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Entry {
        self.expects("the list entry", |event| {
            let entry = event.page().entry(conversation).filter(&wanted)?;
            assert_eq!(event.id, None, "the list is state, not an event");
            Some(entry)
        })
        .await
    }

    /// All messages up to and including the one with this number.
    pub async fn messages_up_to(&mut self, seq: u64) -> Vec<Message> {
        let mut messages = Vec::new();
        self.expects(&format!("message {seq}"), |event| {
            messages.extend(event.messages());
            messages.iter().any(|message| message.seq == seq).then_some(())
        })
        .await;
        messages
    }

    /// All events up to and including the first that is `wanted`.
    pub async fn up_to(&mut self, what: &str, wanted: impl Fn(&Event) -> bool) -> Vec<Event> {
        let mut events = Vec::new();
        self.expects(what, |event| {
            events.push(event.clone());
            wanted(event).then_some(())
        })
        .await;
        events
    }

    /// Everything that still comes until the server ends the stream.
    pub async fn remaining(&mut self) -> Vec<Event> {
        let all = timeout(DEADLINE, self.remaining_within(DEADLINE)).await;
        all.expect("the server ends the stream")
    }

    async fn remaining_within(&mut self, deadline: Duration) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next_within(deadline).await {
            events.push(event);
        }
        events
    }

    /// Ended by the server, which wants the page made anew.
    pub async fn is_reset(&mut self) {
        let last = self.remaining().await.pop().expect("a last word");
        assert_eq!((last.name.as_deref(), last.id), (Some("reset"), None));
    }

    /// Ended for good by the server, with a sentence that says so.
    pub async fn is_closed(&mut self) {
        self.is_closed_within(DEADLINE).await;
    }

    pub async fn is_closed_within(&mut self, deadline: Duration) {
        let all = timeout(deadline, self.remaining_within(deadline)).await;
        let last = all.expect("the stream is closed").pop().expect("a last word");
        assert_eq!((last.name.as_deref(), last.id), (Some("closed"), None));
        assert!(last.data.split_whitespace().count() >= 2, "a sentence: {}", last.data);
    }

    /// Breaks the connection as a lost network would, and says from where to
    /// go on.
    pub fn cut(self) -> Option<String> {
        self.last_id.clone()
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.reader.abort();
    }
}
