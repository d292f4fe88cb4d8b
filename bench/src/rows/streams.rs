//! Rows 4 to 8: from a message to those who listen.

use std::{cell::OnceCell, net::SocketAddrV4};

use super::{
    Measured,
    race::{By, Race},
};
use crate::{
    anchors::{Nchan, smallest_server::SmallestServer},
    bench::Bench,
    fill::ids::{PEOPLE, messages},
    house::House,
    listening::{event_template, streams_of},
    load::{
        FanOut, Fanned, MESSAGE, Plan, Target,
        listen::{Stream, Streams},
    },
    machine::cpu,
    report::{Figure, Measure},
};

/// The conversation that everybody listens to.
pub(super) const LOUD: u32 = 1;
/// Between the slowest and the fastest rate that is tried: posts a second.
const SLOWEST: f64 = 10.0;
const FASTEST: f64 = 400.0;
/// Steps of the search for a rate that can be sustained.
const STEPS: usize = 5;
/// Milliseconds that an event may be late at a sustained rate.
const MOST_LATE: f64 = 50.0;

/// Row 4: CPU for each delivery, where each is a write of its own.
pub fn cost(bench: &Bench) -> Measured {
    let smallest = SmallestServer::start(&bench.ground.folder)?;
    let streams = bench.streams(1000);
    let event = event_of(bench)?;
    let pid = smallest.process.pid();
    let race = Race::new(bench, |house| {
        let pid = house.pid()?;
        let heard = loud(house, streams)?;
        let plan = paced(bench, writing(house, LOUD)?, 20.0);
        Ok(vec![cost_of(bench, &heard, &plan, pid, true)?])
    });
    let race = race.with(|| vec![("axum", pid)]).beside(|| {
        let (heard, plan) = of_smallest(&smallest, streams, &event);
        Ok(vec![cost_of(bench, &heard, &paced(bench, plan, 20.0), pid, false)?])
    });
    let figure =
        Figure::time(4, format!("server CPU for a delivery, {streams} streams"), "axum", 1.5, 1.1);
    Ok(race.outcomes(&[(figure.unit("µs"), 0, By::Limit(0))]))
}

/// Microseconds of CPU for each delivery.
fn cost_of(
    bench: &Bench,
    streams: &Streams,
    plan: &Plan,
    pid: u32,
    is_natter: bool,
) -> Result<f64, String> {
    let used = OnceCell::new();
    let settled = || cpu(pid);
    let fanned = FanOut { streams }.run(plan, settled, |before| {
        used.get_or_init(|| cpu(pid) - before);
    })?;
    if is_natter {
        bench.judge(&fanned);
    }
    Ok(used.get().copied().unwrap_or(f64::NAN) * 1e6 / fanned.heard.unique as f64)
}

fn of_smallest(server: &SmallestServer, streams: u32, event: &str) -> (Streams, Plan) {
    let stream = Stream { path: "/events".to_owned(), cookie: String::new() };
    let streams = vec![stream; streams as usize];
    let plan = Plan::get(server.address, vec![Target::new("/events", "")])
        .with_body(event, "text/html")
        .statuses(&[204]);
    (Streams { to: server.address, streams, groups: 1 }, plan)
}

/// Row 5: the highest rate at which nothing comes late.
pub fn sustained(bench: &Bench) -> Measured {
    let streams = bench.streams(1000);
    let event = event_of(bench)?;
    let race = Race::new(bench, |house| {
        search(streams, |rate| {
            let heard = loud(house, streams)?;
            natter(bench, &heard, &paced(bench, writing(house, LOUD)?, rate))
        })
    });
    let race = race.beside(|| {
        let nchan = Nchan::of(&bench.nginx, &event)?;
        search(streams, |rate| nchan.run((streams, 1), |plan| paced(bench, plan, rate)))
    });
    let what = format!("deliveries to {streams} streams, sustained");
    let late = Figure {
        measure: Measure::Figure,
        ..Figure::time(5, "the same, p99", "nchan", MOST_LATE, MOST_LATE)
    };
    Ok(race.outcomes(&[
        (Figure::rate(5, what, "nchan", 0.6, 1.0), 0, By::Limit(0)),
        (late, 1, By::Limit(1)),
    ]))
}

/// Deliveries a second and p99 in milliseconds at the best rate.
fn search(
    streams: u32,
    mut run: impl FnMut(f64) -> Result<Fanned, String>,
) -> Result<Vec<f64>, String> {
    let (mut low, mut high) = (SLOWEST, FASTEST);
    let mut best = vec![f64::NAN, f64::NAN];
    for _ in 0..STEPS {
        let rate = (low * high).sqrt();
        let fanned = run(rate)?;
        let late = fanned.heard.latency.milliseconds(0.99);
        let delivered = fanned.rate();
        if late <= MOST_LATE && delivered >= 0.95 * rate * f64::from(streams) {
            (low, best) = (rate, vec![delivered, late]);
        } else {
            high = rate;
        }
    }
    match best[0].is_nan() {
        true => Err(format!("not even {low} posts a second come in time")),
        false => Ok(best),
    }
}

/// Row 6: posts as fast as answers come, until all streams have them.
pub fn backlog(bench: &Bench) -> Measured {
    let streams = bench.streams(5000);
    let event = event_of(bench)?;
    let planned = |plan: Plan| plan.connections(4).most(40);
    let race = Race::new(bench, |house| {
        let heard = loud(house, streams)?;
        Ok(vec![natter(bench, &heard, &planned(writing(house, LOUD)?))?.rate()])
    });
    let race = race.beside(|| {
        let nchan = Nchan::of(&bench.nginx, &event)?;
        Ok(vec![nchan.run((streams, 1), planned)?.rate()])
    });
    let figure =
        Figure::rate(6, format!("deliveries of a backlog to {streams} streams"), "nchan", 1.0, 5.0);
    Ok(race.outcomes(&[(figure, 0, By::Limit(0))]))
}

/// Row 7: from the post to the event, at 20,000 deliveries a second.
pub fn delay(bench: &Bench) -> Measured {
    let event = event_of(bench)?;
    let mut outcomes = Vec::new();
    for (streams, rate) in [(100, 200.0), (1000, 20.0), (10_000, 2.0)] {
        let streams = bench.streams(streams);
        let race = Race::new(bench, |house| {
            let heard = loud(house, streams)?;
            let fanned = natter(bench, &heard, &paced(bench, writing(house, LOUD)?, rate))?;
            Ok(vec![fanned.heard.latency.milliseconds(0.99)])
        });
        let race = race.beside(|| {
            let nchan = Nchan::of(&bench.nginx, &event)?;
            let fanned = nchan.run((streams, 1), |plan| paced(bench, plan, rate))?;
            let commit = bench.sends.run(1, 1000, std::time::Duration::from_secs(1))?.median;
            Ok(vec![fanned.heard.latency.milliseconds(0.99) + commit])
        });
        let what = format!("post to event, p99, {streams} streams, {rate} posts/s");
        let figure = Figure::time(7, what, "nchan and a commit", 2.0, 1.0);
        outcomes.extend(race.outcomes(&[(figure, 0, By::Limit(0))]));
    }
    Ok(outcomes)
}

/// Row 8: fifty conversations of two, a hundred posts a second.
pub fn everyday(bench: &Bench) -> Measured {
    let event = event_of(bench)?;
    let times = |fanned: &Fanned| {
        [0.5, 0.99].map(|quantile| fanned.heard.latency.milliseconds(quantile)).to_vec()
    };
    let race = Race::new(bench, |house| {
        let pairs: Vec<_> = (1..=50).flat_map(|one| [(one, one), (one, one + PEOPLE)]).collect();
        let mut heard = streams_of(house, &pairs)?;
        // The first of each pair, then the second, so that numbers are groups.
        let (first, second): (Vec<_>, Vec<_>) =
            heard.streams.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).unzip();
        heard.streams = [first, second].concat();
        heard.groups = 50;
        let plan = Plan::post(house.address()?, house.writing(50), MESSAGE).groups(50);
        Ok(times(&natter(bench, &heard, &paced(bench, plan, 100.0))?))
    });
    let race = race.beside(|| {
        let nchan = Nchan::of(&bench.nginx, &event)?;
        Ok(times(&nchan.run((100, 50), |plan| paced(bench, plan, 100.0))?))
    });
    let figure = |what, must, aim| Figure::time(8, what, "nchan", must, aim);
    Ok(race.outcomes(&[
        (figure("100 people, 200 deliveries/s, p50", 5.0, 2.0), 0, By::Limit(0)),
        (figure("100 people, 200 deliveries/s, p99", 6.0, 2.0), 1, By::Limit(1)),
    ]))
}

/// What an event of Natter looks like, so that others publish the same bytes.
fn event_of(bench: &Bench) -> Result<String, String> {
    event_template(bench.houses.first().ok_or("there is no natter")?)
}

/// The two of a conversation, with half of the streams each.
pub(super) fn loud(house: &House, streams: u32) -> Result<Streams, String> {
    let both = [(LOUD, LOUD), (LOUD, LOUD + PEOPLE)];
    let readers: Vec<_> = both.into_iter().cycle().take(streams as usize).collect();
    streams_of(house, &readers)
}

fn writing(house: &House, conversation: u32) -> Result<Plan, String> {
    Ok(writing_to(house, house.address()?, conversation, conversation))
}

/// To one of the processes of a house, by this person.
pub(super) fn writing_to(house: &House, to: SocketAddrV4, conversation: u32, by: u32) -> Plan {
    Plan::post(to, vec![house.target(messages(conversation), by)], MESSAGE)
}

/// At a rate of posts a second, long enough for some twenty of them.
pub(super) fn paced(bench: &Bench, plan: Plan, rate: f64) -> Plan {
    let duration = bench.pace.duration.max(std::time::Duration::from_secs_f64(20.0 / rate));
    plan.rate(rate).connections(8).lasting(std::time::Duration::ZERO, duration)
}

pub(super) fn natter(bench: &Bench, streams: &Streams, plan: &Plan) -> Result<Fanned, String> {
    let fanned = FanOut { streams }.run(plan, || (), |()| ())?;
    bench.judge(&fanned);
    Ok(fanned)
}
