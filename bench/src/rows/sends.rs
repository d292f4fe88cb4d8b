//! Rows 1 to 3: sends, beside the same send as the database's own work.

use std::net::SocketAddrV4;

use super::{
    Measured,
    race::{By, Race},
};
use crate::{
    bench::Bench,
    house::House,
    load::{MESSAGE, Plan, Tally, drive},
    report::Figure,
};

/// Conversations that are written into, where it is many.
pub(super) const CONVERSATIONS: u32 = 1000;

/// Row 1: into a thousand conversations, by 16 and by 64.
pub fn many(bench: &Bench) -> Measured {
    let race = Race::new(bench, |house| {
        let rate = |clients| send(bench, house, clients, CONVERSATIONS).map(|tally| tally.rate());
        Ok(vec![rate(16)?, rate(64)?])
    });
    let race = race.beside(|| {
        let sent = bench.sends.run(16, CONVERSATIONS, bench.pace.duration)?;
        Ok(vec![sent.rate])
    });
    let figure = |what| Figure::rate(1, what, bench.sends.name(), 0.2, 1.0);
    Ok(race.outcomes(&[
        (figure("sends, 16 clients, 1,000 conversations"), 0, By::Limit(0)),
        (figure("sends, 64 clients, 1,000 conversations"), 1, By::Limit(0)),
    ]))
}

/// Row 2: all into one.
pub fn one_conversation(bench: &Bench) -> Measured {
    let race = Race::new(bench, |house| Ok(vec![send(bench, house, 16, 1)?.rate()]));
    let race = race.beside(|| Ok(vec![bench.sends.run(16, 1, bench.pace.duration)?.rate]));
    let name = bench.sends.name();
    let figure = Figure::rate(2, "sends into one conversation, 16 clients", name, 0.8, 4.0);
    Ok(race.outcomes(&[(figure, 0, By::Limit(0))]))
}

/// Row 3: one after another.
pub fn one_at_a_time(bench: &Bench) -> Measured {
    let race = Race::new(bench, |house| {
        let latency = send(bench, house, 1, CONVERSATIONS)?.latency;
        Ok(vec![latency.milliseconds(0.5), latency.milliseconds(0.99)])
    });
    let race = race.beside(|| {
        let sent = bench.sends.run(1, CONVERSATIONS, bench.pace.duration)?;
        Ok(vec![sent.median])
    });
    let figure = |what, must, aim| Figure::time(3, what, "p50", must, aim);
    Ok(race.outcomes(&[
        (figure("one send at a time, p50", 4.0, 2.5), 0, By::Limit(0)),
        (figure("one send at a time, p99", 20.0, 8.0), 1, By::Limit(0)),
    ]))
}

fn send(bench: &Bench, house: &House, clients: usize, conversations: u32) -> Result<Tally, String> {
    send_to(bench, (house, house.address()?), clients, conversations)
}

/// To one of the processes of a house.
pub(super) fn send_to(
    bench: &Bench,
    at: (&House, SocketAddrV4),
    clients: usize,
    conversations: u32,
) -> Result<Tally, String> {
    drive(&plan(bench, at, clients, conversations))?.checked()
}

pub(super) fn plan(
    bench: &Bench,
    (house, to): (&House, SocketAddrV4),
    clients: usize,
    conversations: u32,
) -> Plan {
    Plan::post(to, house.writing(conversations), MESSAGE)
        .connections(clients)
        .lasting(bench.pace.warm_up, bench.pace.duration)
}
