//! The little of the event stream format that is needed to read one.

use serde_json::Value;

use super::Page;
use super::conversation::Message;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    pub id: Option<String>,
    pub name: Option<String>,
    pub data: String,
}

impl Event {
    pub fn page(&self) -> Page {
        Page::new(&self.data)
    }

    /// What a program is told; nothing where that is no object.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_default()
    }

    /// The message in it, as a program is told of it.
    pub fn message(&self) -> Option<Value> {
        let json = self.json();
        (json["type"] == "message").then(|| json["message"].clone())
    }

    /// Whether it says that somebody is typing.
    pub fn is_typing(&self) -> bool {
        self.data.contains("hx-swap=\"typing\"")
    }

    /// The changed messages it carries; state events carry none.
    pub fn messages(&self) -> Vec<Message> {
        match self.id {
            Some(_) if self.name.is_none() => self.page().messages(),
            _ => Vec::new(),
        }
    }
}

/// Turns bytes, cut anywhere, into events.
#[derive(Default)]
pub struct Parser {
    rest: Vec<u8>,
    event: Event,
    data: Vec<String>,
}

impl Parser {
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Event> {
        self.rest.extend_from_slice(bytes);
        let mut events = Vec::new();
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let line = String::from_utf8(line).unwrap();
            events.extend(self.line(line.trim_end_matches(['\r', '\n'])));
        }
        events
    }

    fn line(&mut self, line: &str) -> Option<Event> {
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => self.event.id = Some(value.to_owned()),
            "event" => self.event.name = Some(value.to_owned()),
            "data" => self.data.push(value.to_owned()),
            "" | "retry" => {}
            other => panic!("a stream has no field {other}: {line}"),
        }
        None
    }

    fn dispatch(&mut self) -> Option<Event> {
        let mut event = std::mem::take(&mut self.event);
        event.data = std::mem::take(&mut self.data).join("\n");
        (event != Event::default()).then_some(event)
    }
}
