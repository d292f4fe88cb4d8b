//! Rows 19 and 20: a group of a thousand, half of them listening.

use super::{
    Measured,
    race::{By, beside},
    streams::{natter, paced, writing_to},
};
use crate::{
    anchors::Nchan,
    bench::Bench,
    fill::{
        group,
        ids::{GROUP, MEMBERS, messages},
    },
    house::House,
    listening::{event_template, streams_of},
    load::{MESSAGE, Plan, drive},
    report::Figure,
    turns::{Contender, by_turns},
};

/// Posts a second.
const RATE: f64 = 20.0;

/// Each listener has the page of the group open, and so their list, too.
pub fn of_a_thousand(bench: &Bench) -> Measured {
    let listening = bench.streams(MEMBERS / 2);
    let mut outcomes = Vec::new();
    for (number, program) in bench.programs.iter().enumerate() {
        let name = format!("grouped_{number}");
        // Behind those of the databases that grow.
        let redis = bench.programs.len() + 5;
        let house = House::open(&bench.ground, program, (&name, redis), group)?;
        let event = event_template(&house)?;
        let own = Contender::new(&house.label, || heard(bench, &house, listening));
        let limit = Contender::new("limit", || {
            let nchan = Nchan::of(&bench.nginx, &event)?;
            let fanned = nchan.run((listening, 1), |plan| paced(bench, plan, RATE))?;
            Ok(vec![fanned.rate(), fanned.heard.latency.milliseconds(0.99)])
        });
        let parts = || {
            [bench.parts(), house.pid().map(|pid| ("natter", pid)).into_iter().collect()].concat()
        };
        let series = by_turns(&bench.pace, &parts, vec![own, limit]);
        for (figure, place, by) in figures(listening) {
            let limit = beside(&series[0], series.get(1), by);
            outcomes.push(figure.of(bench.mode(), (&series[0], place), limit));
        }
    }
    Ok(outcomes)
}

fn figures(listening: u32) -> [(Figure, usize, By); 3] {
    let what = format!("deliveries in a group of {MEMBERS}, {listening} listening, {RATE} posts/s");
    let late = Figure::time(19, "the same, p99", "nchan", 5.0, 2.0);
    let sends = format!("sends into a group of {MEMBERS}, 16 clients");
    [
        (Figure::rate(19, what, "nchan", 0.9, 1.0), 0, By::Limit(0)),
        (late, 1, By::Limit(1)),
        (Figure::rate(20, sends, "into a pair", 0.8, 1.0), 2, By::Own(3)),
    ]
}

/// Deliveries a second and how late they are; sends a second into the group, and into
/// a conversation of two, while nobody listens.
fn heard(bench: &Bench, house: &House, listening: u32) -> Result<Vec<f64>, String> {
    let pages: Vec<_> = (1..=listening).map(|member| (GROUP, member)).collect();
    let streams = streams_of(house, &pages)?;
    let plan = writing_to(house, house.address()?, GROUP, 1);
    let fanned = natter(bench, &streams, &paced(bench, plan, RATE))?;
    let late = fanned.heard.latency.milliseconds(0.99);
    let (group, pair) = (sends(bench, house, GROUP)?, sends(bench, house, 1)?);
    Ok(vec![fanned.rate(), late, group, pair])
}

fn sends(bench: &Bench, house: &House, conversation: u32) -> Result<f64, String> {
    let plan = Plan::post(house.address()?, vec![house.target(messages(conversation), 1)], MESSAGE)
        .connections(16)
        .lasting(bench.pace.warm_up, bench.pace.duration);
    Ok(drive(&plan)?.checked()?.rate())
}
