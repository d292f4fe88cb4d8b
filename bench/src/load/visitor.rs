//! Somebody who asks one thing after another, and waits for each answer.

use std::{
    io::{Read, Write},
    net::{SocketAddrV4, TcpStream},
    time::Duration,
};

use super::http::{Answer, Head};

const PATIENCE: Duration = Duration::from_secs(30);

pub struct Visitor {
    to: SocketAddrV4,
    pub cookie: String,
}

/// An answer with what it weighed on the wire: head and body, in bytes.
#[derive(Debug)]
pub struct Fetched {
    pub head: Head,
    pub body: Vec<u8>,
    pub weight: usize,
}

impl Visitor {
    pub fn new(to: SocketAddrV4) -> Self {
        Self { to, cookie: String::new() }
    }

    /// Asks with these further lines of the head, each with its line end.
    pub fn get(&self, path: &str, lines: &str) -> Result<Fetched, String> {
        self.ask(&format!("GET {path} HTTP/1.1\r\n{lines}{}\r\n", self.common()))
    }

    pub fn post(&self, path: &str, content_type: &str, body: &str) -> Result<Fetched, String> {
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nOrigin: http://{}\r\nContent-Type: {content_type}\r\n\
             Content-Length: {}\r\n{}\r\n{body}",
            self.to,
            body.len(),
            self.common()
        ))
    }

    /// Signs in and keeps the cookie.
    pub fn sign_in(&mut self, username: &str, password: &str) -> Result<(), String> {
        let form = format!("username={username}&password={password}");
        let fetched = self.post("/login", "application/x-www-form-urlencoded", &form)?;
        match (fetched.head.status, fetched.head.cookies.first()) {
            (303, Some(cookie)) => {
                self.cookie.clone_from(cookie);
                Ok(())
            }
            (status, _) => Err(format!("{username} could not sign in: status {status}")),
        }
    }

    fn common(&self) -> String {
        let cookie = match self.cookie.as_str() {
            "" => String::new(),
            cookie => format!("Cookie: {cookie}\r\n"),
        };
        format!("Host: {}\r\nConnection: close\r\n{cookie}", self.to)
    }

    fn ask(&self, request: &str) -> Result<Fetched, String> {
        let received = self.exchange(request).map_err(|error| format!("{}: {error}", self.to))?;
        let answer = Answer::parse(&received, true)?.ok_or("no answer")?;
        let body = answer.body.bytes(&received).to_vec();
        Ok(Fetched { head: answer.head, body, weight: received.len() })
    }

    fn exchange(&self, request: &str) -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.to)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request.as_bytes())?;
        let mut received = Vec::new();
        stream.read_to_end(&mut received)?;
        Ok(received)
    }
}
