//! One keep-alive connection and the request that is under way on it.

use rustix::fd::OwnedFd;

use super::{
    http::Answer,
    mark::{self, Vars},
    net,
    plan::{Plan, Target},
};

#[derive(Default)]
pub struct Client {
    pub socket: Option<OwnedFd>,
    pub connected: bool,
    /// Waits for an answer.
    pub busy: bool,
    /// When the request left, in nanoseconds.
    pub sent_at: u64,
    pub number: u64,
    request: Vec<u8>,
    written: usize,
    received: Vec<u8>,
    /// Bytes that the answer has at least.
    needed: usize,
}

/// What has come of bytes that were received.
pub enum Came {
    Part,
    /// The answer; what it was parsed from goes with it.
    Whole(Answer, Vec<u8>),
}

impl Client {
    /// Writes the request down, to be sent by [`Self::flush`].
    pub fn prepare(&mut self, plan: &Plan, connection: usize, number: u64) {
        let target = &plan.targets[(number % plan.targets.len() as u64) as usize];
        let group = number % plan.groups;
        let vars = Vars { at: net::now(), number, group, connection: connection as u64 };
        (self.number, self.sent_at, self.busy) = (number, vars.at, true);
        (self.written, self.needed) = (0, 0);
        self.received.clear();
        self.request.clear();
        write_head(plan, target, &vars, &mut self.request);
        if let Some(template) = &plan.body {
            let mut body = Vec::with_capacity(template.len() + 64);
            mark::expand(template, &vars, &mut body);
            let length = format!("Content-Length: {}\r\n\r\n", body.len());
            self.request.extend_from_slice(length.as_bytes());
            self.request.extend_from_slice(&body);
        } else {
            self.request.extend_from_slice(b"\r\n");
        }
    }

    /// Sends what it can; true when all of it is gone.
    pub fn flush(&mut self) -> Result<bool, String> {
        let Some(socket) = &self.socket else { return Ok(false) };
        let sent = net::send(socket, &self.request[self.written..]);
        self.written += sent.map_err(|error| format!("write: {error}"))?;
        Ok(self.is_sent())
    }

    pub fn is_sent(&self) -> bool {
        self.written == self.request.len()
    }

    pub fn take(&mut self, bytes: &[u8], ended: bool) -> Result<Came, String> {
        self.received.extend_from_slice(bytes);
        if self.received.len() < self.needed && !ended {
            return Ok(Came::Part);
        }
        match Answer::parse(&self.received, ended)? {
            Some(answer) => Ok(Came::Whole(answer, std::mem::take(&mut self.received))),
            None => {
                self.needed = needed(&self.received);
                Ok(Came::Part)
            }
        }
    }

    /// Takes a buffer back, so that it need not be made anew.
    pub fn reuse(&mut self, buffer: Vec<u8>) {
        self.received = buffer;
    }

    pub fn close(&mut self) {
        self.socket = None;
        self.connected = false;
        self.busy = false;
    }
}

fn write_head(plan: &Plan, target: &Target, vars: &Vars, out: &mut Vec<u8>) {
    out.extend_from_slice(plan.method.as_bytes());
    out.push(b' ');
    mark::expand(&target.path, vars, out);
    out.extend_from_slice(b" HTTP/1.1\r\nHost: ");
    out.extend_from_slice(plan.to.to_string().as_bytes());
    out.extend_from_slice(b"\r\n");
    for header in &plan.headers {
        mark::expand(header, vars, out);
        out.extend_from_slice(b"\r\n");
    }
    for (name, value) in [("Cookie: ", &target.cookie), ("Authorization: ", &target.token)] {
        if !value.is_empty() {
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(value.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
    }
}

/// Bytes that an answer has at least, as far as its head tells.
fn needed(received: &[u8]) -> usize {
    let head = super::http::Head::parse(received).ok().flatten();
    head.and_then(|head| Some(head.length + head.content_length?)).unwrap_or(0)
}
