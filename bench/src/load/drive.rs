//! Requests over keep-alive connections, from one epoll loop: closed, where the
//! next request follows an answer, or paced.

use std::collections::VecDeque;

use super::{
    client::{Came, Client},
    net::{self, Poll, Ready, now},
    plan::Plan,
    tally::Tally,
};

const BUFFER: usize = 256 * 1024;
/// How long answers are waited for after the last request.
const PATIENCE: u64 = 10_000_000_000;
const LONGEST_WAIT: u64 = 100_000_000;
/// Of the text of a bad answer.
const SAMPLE: usize = 300;

/// Sends what was planned and returns what came of it.
pub fn drive(plan: &Plan) -> Result<Tally, String> {
    let mut drive = Drive::new(plan)?;
    let mut buffer = vec![0; BUFFER];
    loop {
        let (wait, is_over) = drive.send_what_is_due();
        if is_over {
            break;
        }
        let count = drive.poll.wait(wait);
        for index in 0..count {
            let ready = drive.poll.ready(index);
            if let Err(error) = drive.attend(ready, &mut buffer) {
                drive.fail(ready.number, error);
            }
        }
    }
    drive.tally.seconds = drive.ended.saturating_sub(drive.measured_from) as f64 / 1e9;
    Ok(drive.tally)
}

struct Drive<'p> {
    plan: &'p Plan,
    poll: Poll,
    clients: Vec<Client>,
    free: VecDeque<usize>,
    tally: Tally,
    started: u64,
    measured_from: u64,
    end: u64,
    /// When the last request had left; 0 until then.
    ended: u64,
    next: u64,
}

impl<'p> Drive<'p> {
    fn new(plan: &'p Plan) -> Result<Self, String> {
        let started = now();
        let nanoseconds =
            |time: std::time::Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let measured_from = started + nanoseconds(plan.warm_up);
        Ok(Self {
            plan,
            poll: Poll::new().map_err(|error| format!("epoll: {error}"))?,
            clients: (0..plan.connections).map(|_| Client::default()).collect(),
            free: (0..plan.connections).collect(),
            tally: Tally { good_by_group: vec![0; plan.groups as usize], ..Tally::default() },
            started,
            measured_from,
            end: measured_from.saturating_add(nanoseconds(plan.duration)),
            ended: 0,
            next: 0,
        })
    }

    /// How many nanoseconds there is nothing to send, and whether all is over.
    fn send_what_is_due(&mut self) -> (u64, bool) {
        let time = now();
        if time >= self.end || self.next >= self.plan.most {
            return (LONGEST_WAIT, self.is_over(time));
        }
        while self.next < self.plan.most {
            let until_due = self.due().saturating_sub(now());
            if until_due > 0 {
                return (until_due.clamp(1000, LONGEST_WAIT), false);
            }
            let Some(client) = self.free.pop_front() else { break };
            self.next += 1;
            if let Err(error) = self.start(client) {
                self.fail(client, error);
                break;
            }
        }
        (LONGEST_WAIT, false)
    }

    /// When the next request is to leave.
    fn due(&self) -> u64 {
        match self.plan.rate {
            0.0 => 0,
            rate => self.started + (self.next as f64 * 1e9 / rate) as u64,
        }
    }

    fn is_over(&mut self, time: u64) -> bool {
        if self.ended == 0 {
            self.ended = time;
        }
        let busy = self.clients.iter().filter(|client| client.busy).count();
        if busy > 0 && time - self.ended > PATIENCE {
            let late = self.tally.errors.entry("no answer in time".to_owned()).or_default();
            *late += busy as u64;
            return true;
        }
        busy == 0
    }

    fn start(&mut self, index: usize) -> Result<(), String> {
        let client = &mut self.clients[index];
        client.prepare(self.plan, index, self.next - 1);
        if self.tally.first_sent == 0 {
            self.tally.first_sent = client.sent_at;
        }
        if client.socket.is_some() {
            return self.flush(index);
        }
        let connect = || -> rustix::io::Result<_> {
            let socket = net::connect(self.plan.to, None)?;
            self.poll.add(&socket, index)?;
            Ok(socket)
        };
        client.socket = Some(connect().map_err(|error| format!("connect: {error}"))?);
        Ok(())
    }

    fn flush(&mut self, index: usize) -> Result<(), String> {
        match self.clients[index].flush()? {
            true => Ok(()),
            false => self.watch(index, true),
        }
    }

    fn watch(&self, index: usize, writable: bool) -> Result<(), String> {
        let Some(socket) = &self.clients[index].socket else { return Ok(()) };
        self.poll.watch(socket, index, writable).map_err(|error| format!("epoll: {error}"))
    }

    fn attend(&mut self, ready: Ready, buffer: &mut [u8]) -> Result<(), String> {
        let client = &mut self.clients[ready.number];
        let Some(socket) = &client.socket else { return Ok(()) };
        if !client.connected {
            net::connected(socket).map_err(|error| format!("connect: {error}"))?;
            client.connected = true;
            self.watch(ready.number, false)?;
            return self.flush(ready.number);
        }
        if ready.writable && !client.is_sent() {
            self.watch(ready.number, false)?;
            self.flush(ready.number)?;
        }
        if ready.readable { self.receive(ready.number, buffer) } else { Ok(()) }
    }

    fn receive(&mut self, index: usize, buffer: &mut [u8]) -> Result<(), String> {
        let client = &mut self.clients[index];
        let Some(socket) = &client.socket else { return Ok(()) };
        let received = net::receive(socket, buffer).map_err(|error| format!("read: {error}"))?;
        let Some(length) = received else { return Ok(()) };
        if !client.busy {
            client.close();
            return Ok(());
        }
        if let Came::Whole(answer, whole) = client.take(&buffer[..length], length == 0)? {
            client.busy = false;
            if answer.head.close || length == 0 {
                client.close();
            }
            let (sent_at, number) = (client.sent_at, client.number);
            self.count(sent_at, number, answer.head.status, answer.body.bytes(&whole));
            self.clients[index].reuse(whole);
            self.free.push_back(index);
        }
        Ok(())
    }

    fn count(&mut self, sent_at: u64, number: u64, status: u16, body: &[u8]) {
        if !self.plan.statuses.contains(&status) {
            let text = String::from_utf8_lossy(&body[..body.len().min(SAMPLE)]).into_owned();
            self.tally.sample.get_or_insert(text);
            return self.tally.error(format!("status {status}"));
        }
        self.tally.good += 1;
        self.tally.good_by_group[(number % self.plan.groups) as usize] += 1;
        if sent_at >= self.measured_from {
            self.tally.measured += 1;
            self.tally.latency.add(now() - sent_at);
        }
    }

    fn fail(&mut self, index: usize, error: String) {
        let client = &mut self.clients[index];
        if client.busy {
            self.free.push_back(index);
        }
        client.close();
        self.tally.error(error);
    }
}
