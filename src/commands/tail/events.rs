//! Server-sent events as they arrive (the HTML standard, section 9.2.6).

/// An event that is whole.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) name: Option<String>,
    pub(super) id: Option<i64>,
    pub(super) data: String,
}

/// Takes bytes as they come. What a cut has left unfinished never was.
#[derive(Debug, Default)]
pub(super) struct Parser {
    line: Vec<u8>,
    event: Event,
}

impl Parser {
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for byte in bytes {
            if *byte != b'\n' {
                self.line.push(*byte);
                continue;
            }
            let line = std::mem::take(&mut self.line);
            let line = String::from_utf8_lossy(&line);
            match line.trim_end_matches('\r') {
                "" => events.extend(self.finish()),
                line => self.field(line),
            }
        }
        events
    }

    fn finish(&mut self) -> Option<Event> {
        let event = std::mem::take(&mut self.event);
        (event != Event::default()).then_some(event)
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => self.event.name = Some(value.to_owned()),
            "id" => self.event.id = value.parse().ok(),
            "data" => {
                if !self.event.data.is_empty() {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_whole_at_its_empty_line() {
        let mut parser = Parser::default();
        assert_eq!(parser.feed(b"id: 7\ndata: {\"a\""), []);
        let event = |name: Option<&str>, id, data: &str| Event {
            name: name.map(str::to_owned),
            id,
            data: data.to_owned(),
        };
        let whole = parser.feed(b": 1}\n\nevent: ping\ndata: 1\n\nid: 8\n\n: nothing\n\nid: 9\n");
        assert_eq!(
            whole,
            [
                event(None, Some(7), "{\"a\": 1}"),
                event(Some("ping"), None, "1"),
                event(None, Some(8), "")
            ]
        );
    }
}
