//! Listeners: thousands of event streams on one epoll loop, one read for each
//! time there is something.

mod heard;
mod listener;
mod shared;

pub use heard::Heard;
pub use shared::Shared;

use std::net::{Ipv4Addr, SocketAddrV4};

use self::listener::Listener;
use super::net::{self, Poll, Ready, now};

const BUFFER: usize = 256 * 1024;
/// Streams that are being opened at the same time.
const MOST_OPENING: usize = 128;
/// Addresses to come from, so that there are ports enough.
const SOURCES: usize = 16;
const LONGEST_WAIT: u64 = 50_000_000;

/// Which streams to open.
#[derive(Debug, Clone)]
pub struct Streams {
    pub to: SocketAddrV4,
    pub streams: Vec<Stream>,
    /// Stream number n hears the requests whose group is n modulo this.
    pub groups: u64,
}

#[derive(Debug, Clone)]
pub struct Stream {
    pub path: String,
    /// The value of the Cookie header; none when empty.
    pub cookie: String,
}

impl Streams {
    fn request(&self, number: usize) -> Vec<u8> {
        let Stream { path, cookie } = &self.streams[number];
        let cookie = match cookie.as_str() {
            "" => String::new(),
            cookie => format!("Cookie: {cookie}\r\n"),
        };
        format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\
             Cache-Control: no-cache\r\n{cookie}\r\n",
            self.to
        )
        .into_bytes()
    }
}

/// Opens the streams and listens until it is told to stop.
pub fn listen(streams: &Streams, shared: &Shared) -> Result<Heard, String> {
    let mut ears = Ears {
        streams,
        shared,
        poll: Poll::new().map_err(|error| format!("epoll: {error}"))?,
        listeners: Vec::with_capacity(streams.streams.len()),
        opening: 0,
        heard: Heard::default(),
    };
    let mut buffer = vec![0; BUFFER];
    while !shared.has_stopped() {
        ears.open_more();
        let count = ears.poll.wait(LONGEST_WAIT);
        ears.heard.since = shared.since();
        for index in 0..count {
            let ready = ears.poll.ready(index);
            if let Err(error) = ears.attend(ready, &mut buffer) {
                ears.lose(ready.number, error);
            }
        }
    }
    ears.heard.by_stream = ears.listeners.iter().map(Listener::unique).collect();
    Ok(ears.heard)
}

struct Ears<'s> {
    streams: &'s Streams,
    shared: &'s Shared,
    poll: Poll,
    listeners: Vec<Listener>,
    opening: usize,
    heard: Heard,
}

impl Ears<'_> {
    fn open_more(&mut self) {
        while self.opening < MOST_OPENING && self.listeners.len() < self.streams.streams.len() {
            let number = self.listeners.len();
            self.listeners.push(Listener::default());
            self.opening += 1;
            if let Err(error) = self.connect(number) {
                self.lose(number, format!("connect: {error}"));
            }
        }
    }

    fn connect(&mut self, number: usize) -> rustix::io::Result<()> {
        let last = 2 + (number % SOURCES) as u8;
        let socket = net::connect(self.streams.to, Some(Ipv4Addr::new(127, 0, 0, last)))?;
        self.poll.add(&socket, number)?;
        self.listeners[number].socket = Some(socket);
        Ok(())
    }

    fn attend(&mut self, ready: Ready, buffer: &mut [u8]) -> Result<(), String> {
        let listener = &mut self.listeners[ready.number];
        let Some(socket) = &listener.socket else { return Ok(()) };
        if !listener.has_asked {
            net::connected(socket).map_err(|error| format!("connect: {error}"))?;
            let request = self.streams.request(ready.number);
            let sent = net::send(socket, &request).map_err(|error| format!("write: {error}"))?;
            if sent < request.len() {
                return Err("no room for a request".to_owned());
            }
            listener.has_asked = true;
            let watched = self.poll.watch(socket, ready.number, false);
            return watched.map_err(|error| format!("epoll: {error}"));
        }
        let received = net::receive(socket, buffer).map_err(|error| format!("read: {error}"))?;
        let time = now();
        match received {
            None => Ok(()),
            Some(0) => Err("closed by the server".to_owned()),
            Some(length) => self.hear(ready.number, &buffer[..length], time),
        }
    }

    fn hear(&mut self, number: usize, bytes: &[u8], time: u64) -> Result<(), String> {
        let listener = &mut self.listeners[number];
        let (was_open, before) = (listener.is_open(), self.heard.unique);
        listener.take(bytes, time, self.streams.groups, &mut self.heard)?;
        if !was_open && listener.is_open() {
            self.opening -= 1;
            self.shared.one_is_open();
        }
        self.shared.more_unique(self.heard.unique - before);
        Ok(())
    }

    fn lose(&mut self, number: usize, error: String) {
        let listener = &mut self.listeners[number];
        if listener.is_open() {
            self.heard.lost += 1;
        } else {
            self.opening -= 1;
            self.shared.one_has_failed();
        }
        listener.socket = None;
        *self.heard.errors.entry(error).or_default() += 1;
    }
}
