//! A `text/event-stream`, parsed as it comes; it may be cut anywhere.

use memchr::{memchr, memchr2};

#[derive(Debug, Default)]
pub struct Events {
    line: Vec<u8>,
    data: Vec<u8>,
    name: Vec<u8>,
    id: Vec<u8>,
    has_data: bool,
    skips_newline: bool,
}

/// One event, as a browser would be told of it.
#[derive(Debug)]
pub struct Event<'e> {
    /// Empty when it has none.
    pub name: &'e [u8],
    pub data: &'e [u8],
    /// Its own; empty when it has none.
    pub id: &'e [u8],
}

impl Events {
    pub fn feed(&mut self, mut input: &[u8], take: &mut impl FnMut(Event)) {
        while let Some(first) = input.first() {
            if std::mem::take(&mut self.skips_newline) && *first == b'\n' {
                input = &input[1..];
                continue;
            }
            let Some(end) = memchr2(b'\n', b'\r', input) else {
                self.line.extend_from_slice(input);
                return;
            };
            self.skips_newline = input[end] == b'\r';
            if self.line.is_empty() {
                self.line(&input[..end], take);
            } else {
                let mut line = std::mem::take(&mut self.line);
                line.extend_from_slice(&input[..end]);
                self.line(&line, take);
                line.clear();
                self.line = line;
            }
            input = &input[end + 1..];
        }
    }

    fn line(&mut self, line: &[u8], take: &mut impl FnMut(Event)) {
        if line.is_empty() {
            return self.end(take);
        }
        let (field, value) = match memchr(b':', line) {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &b""[..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.data.push(b'\n');
                }
                self.data.extend_from_slice(value);
            }
            b"event" => {
                self.name.clear();
                self.name.extend_from_slice(value);
            }
            b"id" => {
                self.id.clear();
                self.id.extend_from_slice(value);
            }
            _ => {}
        }
    }

    fn end(&mut self, take: &mut impl FnMut(Event)) {
        if self.has_data {
            take(Event { name: &self.name, data: &self.data, id: &self.id });
        }
        self.has_data = false;
        self.id.clear();
        self.data.clear();
        self.name.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Seen = (String, String, String);

    const STREAM: &str = "retry: 2500\n: hello\n\nevent: a\ndata: one\ndata:two\ndata:  three\nid: 7\n\ndata\n\n:x\nfoo: bar\ndata: last\n\nid: 9\n\n";

    fn run(parts: &[&[u8]]) -> Vec<Seen> {
        let (mut events, mut seen) = (Events::default(), Vec::new());
        for part in parts {
            events.feed(part, &mut |event: Event| {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                seen.push((text(event.name), text(event.data), text(event.id)));
            });
        }
        seen
    }

    fn wanted() -> Vec<Seen> {
        [("a", "one\ntwo\n three", "7"), ("", "", ""), ("", "last", "")]
            .map(|(name, data, id)| (name.to_owned(), data.to_owned(), id.to_owned()))
            .to_vec()
    }

    #[test]
    fn events_may_be_cut_anywhere_and_lines_end_in_three_ways() {
        for end in ["\n", "\r\n", "\r"] {
            let stream = STREAM.replace('\n', end).into_bytes();
            for cut in 0..=stream.len() {
                assert_eq!(run(&[&stream[..cut], &stream[cut..]]), wanted(), "cut {cut}");
            }
            let bytes: Vec<&[u8]> = stream.chunks(1).collect();
            assert_eq!(run(&bytes), wanted());
        }
    }

    #[test]
    fn an_event_counts_when_its_empty_line_has_come() {
        assert!(run(&[b"data: a\n"]).is_empty());
        assert!(run(&[b"data: a\r\n"]).is_empty());
        assert_eq!(run(&[b"data: a\r\n\r"]).len(), 1);
        assert_eq!(run(&[b"data: a\r\n\r", b"\ndata: b\n\n"]).len(), 2);
    }
}
