//! Row 13: signing in, and what it does to those who write meanwhile.

use std::thread;

use super::{
    Measured,
    race::{By, Race},
};
use crate::{
    anchors::hashes_a_second,
    bench::Bench,
    fill::ids::{PASSWORD, PEOPLE},
    house::House,
    load::{MESSAGE, Plan, Target, drive},
    report::Figure,
};

/// Who sign in at the same time.
const CLIENTS: usize = 4;
/// Sends a second meanwhile.
const SENDS: f64 = 50.0;

pub fn beside_sends(bench: &Bench) -> Measured {
    let race = Race::new(bench, |house| {
        let alone = send_p99(bench, house)?;
        let rate = sign_ins(bench, house)?;
        let busy = sign_in_plan(bench, house)?;
        let meanwhile = thread::scope(|scope| {
            let busy = scope.spawn(|| drive(&busy));
            let meanwhile = send_p99(bench, house);
            let tally = busy.join().map_err(|_| "signing in gave up".to_owned())??;
            tally.checked().and(meanwhile)
        })?;
        Ok(vec![rate, meanwhile, alone])
    });
    let race = race.beside(|| Ok(vec![hashes_a_second(bench.pace.duration)?]));
    Ok(race.outcomes(&[
        (Figure::rate(13, "sign-ins, 4 clients", "argon2id", 0.8, 0.95), 0, By::Limit(0)),
        (Figure::time(13, "sends' p99 meanwhile", "alone", 3.0, 2.0), 1, By::Own(2)),
    ]))
}

fn sign_ins(bench: &Bench, house: &House) -> Result<f64, String> {
    Ok(drive(&sign_in_plan(bench, house)?)?.checked()?.rate())
}

/// Everybody in turn, so that nobody has more sessions than they may.
fn sign_in_plan(bench: &Bench, house: &House) -> Result<Plan, String> {
    let body = format!("username=b{{g}}&password={}", PASSWORD.replace(' ', "+"));
    Ok(Plan::post(house.address()?, vec![Target::new("/login", "")], &body)
        .connections(CLIENTS)
        .groups(u64::from(PEOPLE))
        .lasting(bench.pace.warm_up, bench.pace.duration))
}

/// Milliseconds.
fn send_p99(bench: &Bench, house: &House) -> Result<f64, String> {
    let plan = Plan::post(house.address()?, house.writing(1000), MESSAGE)
        .rate(SENDS)
        .lasting(bench.pace.warm_up, bench.pace.duration);
    Ok(drive(&plan)?.checked()?.latency.milliseconds(0.99))
}
