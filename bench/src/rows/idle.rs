//! Rows 9 and 14: what is there while nothing happens.

use std::{cell::RefCell, thread::sleep, time::Duration};

use super::{
    Measured,
    race::{By, Race},
};
use crate::{
    anchors::Nchan,
    bench::Bench,
    listening::streams_of,
    load::{FanOut, listen::Streams},
    machine::memory,
    report::Figure,
    servers::Nginx,
};

const SETTLING: Duration = Duration::from_secs(3);

/// Row 9: each stream another person's, with a conversation of their own.
pub fn streams(bench: &Bench) -> Measured {
    let count = bench.streams(5000);
    let race = Race::new(bench, |house| {
        // What another run has left free in its heap must not be counted as ours.
        house.restart()?;
        let pages: Vec<_> = (1..=count).map(|number| (number, number)).collect();
        let streams = streams_of(house, &pages)?;
        Ok(vec![memory_of(&streams, house.pid()?)?])
    });
    // A new one each time, for the same reason; it is watched to the turn's end.
    let nginx: RefCell<Option<Nginx>> = RefCell::default();
    let pid = || nginx.borrow().as_ref().map(|nginx| nginx.process.pid());
    let race = race.with(|| pid().map(|pid| ("nginx", pid)).into_iter().collect()).beside(|| {
        nginx.replace(None);
        let fresh = Nginx::start(&bench.ground.folder.join("idle"))?;
        let (streams, _) = Nchan::of(&fresh, "")?.channels(count, count);
        let pid = nginx.borrow_mut().insert(fresh).process.pid();
        Ok(vec![memory_of(&streams, pid)?])
    });
    let figure =
        Figure::amount(9, format!("memory of an idle stream, {count} people"), "kB", 16.0, 10.0);
    Ok(race.outcomes(&[(figure.limit("nchan"), 0, By::Limit(0))]))
}

/// PSS in kB for each stream.
fn memory_of(streams: &Streams, pid: u32) -> Result<f64, String> {
    sleep(Duration::from_secs(1));
    let before = memory(pid);
    let (_, after) = FanOut { streams }.while_open(|_| {
        sleep(SETTLING);
        Ok(memory(pid))
    })?;
    Ok((after - before) / streams.streams.len() as f64)
}

/// Row 14: from nothing to ready, and what it then has.
pub fn start(bench: &Bench) -> Measured {
    let race = Race::new(bench, |house| {
        house.restart()?;
        let start = house.with(|natter| natter.start.as_secs_f64() * 1000.0)?;
        sleep(SETTLING);
        Ok(vec![start, memory(house.pid()?) / 1024.0])
    });
    Ok(race.outcomes(&[
        (Figure::amount(14, "start to ready", "ms", 150.0, 50.0), 0, By::Nothing),
        (Figure::amount(14, "idle memory", "MB", 30.0, 15.0), 1, By::Nothing),
    ]))
}
