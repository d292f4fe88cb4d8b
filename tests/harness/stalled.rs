//! A browser that opens a stream and then does not read.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::Person;
use super::event::{Event, Parser};
use super::wait::DEADLINE;

pub struct Stalled(TcpStream);

impl Stalled {
    /// With little room for what it does not read.
    pub async fn opens(person: &Person, path: &str) -> Self {
        let address: SocketAddr = person.origin()["http://".len()..].parse().unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut stream = socket.connect(address).await.unwrap();
        let cookies = person.jar.header().expect("somebody signed in");
        let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookies}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        // Its first bytes tell that it is open.
        stream.readable().await.unwrap();
        Self(stream)
    }

    /// Reads everything until the server ends the stream. Who was too slow even
    /// for that finds the connection broken, perhaps before anything was read.
    pub async fn reads_on(mut self) -> Vec<Event> {
        let mut bytes = Vec::new();
        let read = timeout(DEADLINE, self.0.read_to_end(&mut bytes)).await;
        let broken = read.expect("the server ends the stream").is_err();
        let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            assert!(broken, "a stream has a head");
            return Vec::new();
        };
        let status = String::from_utf8_lossy(&bytes[..head]);
        assert!(status.starts_with("HTTP/1.1 200"), "{status}");
        Parser::default().feed(&without_chunks(&bytes[head + 4..]))
    }
}

/// The body of an answer that was sent in chunks, perhaps broken off.
pub fn without_chunks(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(line) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = str::from_utf8(&rest[..line]).expect("the length of a chunk");
        let length = usize::from_str_radix(length, 16).expect("the length of a chunk");
        let chunk = &rest[line + 2..];
        body.extend(&chunk[..length.min(chunk.len())]);
        rest = chunk.get(length + 2..).unwrap_or_default();
    }
    body
}
