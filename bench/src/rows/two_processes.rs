//! Rows 1 and 7 again, with a second process on the same database.

use std::{cell::OnceCell, thread};

use super::{
    Measured,
    race::{By, Race},
    sends::{CONVERSATIONS, plan, send_to},
    streams::{LOUD, loud, natter, paced, writing_to},
};
use crate::{args::Mode, bench::Bench, house::House, load::drive, report::Figure, servers::Natter};

/// Sends by half of the clients each, and how long an event takes from a post to
/// one process to the streams of the other; both beside one process alone.
pub fn beside_one(bench: &Bench) -> Measured {
    if bench.ground.mode == Mode::Embedded {
        return Ok(Vec::new());
    }
    let streams = bench.streams(1000);
    let second = Second::default();
    let race = Race::new(bench, |house| {
        let other = second.of(house)?;
        let both = send_to_both(bench, house, other)?;
        let alone = send_to(bench, (house, house.address()?), 16, CONVERSATIONS)?.rate();
        let heard = loud(house, streams)?;
        let delay = |to| {
            let plan = paced(bench, writing_to(house, to, LOUD, LOUD), 20.0);
            Ok::<_, String>(natter(bench, &heard, &plan)?.heard.latency.milliseconds(0.99))
        };
        Ok(vec![both, alone, delay(other.address)?, delay(house.address()?)?])
    });
    let race = race.with(|| second.part());
    let own = |place| By::Own(place);
    let late = format!("post to event on another process, p99, {streams} streams");
    Ok(race.outcomes(&[
        (Figure::rate(1, "sends over two processes", "one", f64::NAN, f64::NAN), 0, own(1)),
        (Figure::time(7, late, "the same", f64::NAN, f64::NAN), 2, own(3)),
    ]))
}

/// Of the first house that asks; it stays for all turns.
#[derive(Default)]
struct Second(OnceCell<Natter>);

impl Second {
    fn of(&self, house: &House) -> Result<&Natter, String> {
        if self.0.get().is_none() {
            let _ = self.0.set(house.start_another()?);
        }
        self.0.get().ok_or_else(|| "there is no second process".to_owned())
    }

    fn part(&self) -> Vec<(&'static str, u32)> {
        self.0.get().map(|natter| ("natter", natter.process.pid())).into_iter().collect()
    }
}

fn send_to_both(bench: &Bench, house: &House, other: &Natter) -> Result<f64, String> {
    let here = (house, house.address()?);
    let there = (house, other.address);
    let plans = [here, there].map(|at| plan(bench, at, 8, CONVERSATIONS));
    thread::scope(|scope| {
        let runs = plans.each_ref().map(|plan| scope.spawn(|| drive(plan)));
        let rates = runs.into_iter().map(|run| {
            let tally = run.join().map_err(|_| "a generator gave up".to_owned())??;
            Ok(tally.checked()?.rate())
        });
        rates.sum()
    })
}
