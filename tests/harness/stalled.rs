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
        // By HTTP/1.0, so that what comes is the bare body until the end.
        let head = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\nCookie: {cookies}\r\n\r\n");
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
        assert!(status.starts_with("HTTP/1.0 200"), "{status}");
        Parser::default().feed(&bytes[head + 4..])
    }
}
