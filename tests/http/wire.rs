//! A stream as it goes over the wire.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::harness::event::{Event, Parser};
use crate::harness::stalled::without_chunks;
use crate::harness::wait::DEADLINE;
use crate::harness::{Chat, Person};

/// A connection whose bytes are looked at.
struct Wire {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Wire {
    async fn to(chat: &Chat) -> Self {
        Self { stream: TcpStream::connect(chat.address()).await.unwrap(), read: Vec::new() }
    }

    async fn asks(&mut self, person: &Person, path: &str, version: &str) {
        let cookies = person.jar.header().expect("somebody signed in");
        let head = format!("GET {path} {version}\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n");
        self.stream.write_all(head.as_bytes()).await.unwrap();
    }

    /// Reads until `text` has come.
    async fn hears(&mut self, text: &str) {
        let read = async {
            while !self.read.windows(text.len()).any(|part| part == text.as_bytes()) {
                assert_ne!(self.stream.read_buf(&mut self.read).await.unwrap(), 0, "the end");
            }
        };
        timeout(DEADLINE, read).await.unwrap_or_else(|_| panic!("never {text:?}"));
    }

    /// The head and the body of an answer that lasts until the connection ends.
    async fn reads_to_its_end(&mut self) -> (String, Vec<u8>) {
        let read = timeout(DEADLINE, self.stream.read_to_end(&mut self.read));
        read.await.expect("the connection ends").unwrap();
        let head = self.read.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        (String::from_utf8_lossy(&self.read[..head]).to_lowercase(), self.read[head + 4..].to_vec())
    }
}

fn texts(events: &[Event]) -> Vec<String> {
    events.iter().flat_map(Event::messages).map(|message| message.text).collect()
}

#[tokio::test]
async fn a_stream_may_follow_other_requests_and_ends_with_its_last_chunk() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "before").await;
    let mut wire = Wire::to(&chat).await;
    // Without waiting for the answer, as no browser does.
    wire.asks(&grace, "/healthz", "HTTP/1.1").await;
    wire.asks(&grace, &conversation.events(0), "HTTP/1.1").await;
    wire.hears("before").await;
    ada.says(&conversation, "after").await;
    wire.hears("after").await;
    grace.post("/logout").await.is(303);
    let (first, rest) = wire.reads_to_its_end().await;
    assert!(first.starts_with("http/1.1 200") && rest.starts_with(b"ok\nHTTP/1.1 200 OK\r\n"));
    let body = rest.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
    let head = String::from_utf8_lossy(&rest[..body]).to_lowercase();
    for line in
        ["transfer-encoding: chunked", "connection: close", "x-content-type-options: nosniff"]
    {
        assert!(head.contains(line), "{line}: {head}");
    }
    assert!(rest.ends_with(b"\r\n0\r\n\r\n"));
    let events = Parser::default().feed(&without_chunks(&rest[body..]));
    assert_eq!(texts(&events), ["before", "after"]);
    assert_eq!(events.last().unwrap().name.as_deref(), Some("closed"));
}

#[tokio::test]
async fn who_goes_on_talking_on_a_stream_is_cut_off() {
    let chat = Chat::start().await;
    let (_, grace, conversation) = chat.pair().await;
    let mut wire = Wire::to(&chat).await;
    wire.asks(&grace, &conversation.events(0), "HTTP/1.1").await;
    wire.hears("\n\n").await;
    wire.stream.write_all(&[b'x'; 3000]).await.unwrap();
    wire.stream.write_all(&[b'x'; 3000]).await.unwrap();
    let read = timeout(DEADLINE, wire.stream.read_to_end(&mut wire.read)).await;
    // What it sent last was not read, so a reset is a way to end, too.
    let _ = read.expect("the connection ends");
}

#[tokio::test]
async fn an_older_client_gets_the_stream_without_chunks() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut wire = Wire::to(&chat).await;
    wire.asks(&grace, &conversation.events(0), "HTTP/1.0").await;
    wire.hears("\n\n").await;
    ada.says(&conversation, "hello").await;
    wire.hears("hello").await;
    grace.post("/logout").await.is(303);
    let (head, body) = wire.reads_to_its_end().await;
    assert!(head.starts_with("http/1.0 200") && !head.contains("transfer-encoding"), "{head}");
    let events = Parser::default().feed(&body);
    assert_eq!(texts(&events), ["hello"]);
    assert_eq!(events.last().unwrap().name.as_deref(), Some("closed"));
}
