//! Row 15: what becomes slower when there is more.

use super::{
    Measured,
    race::{By, Race},
};
use crate::{
    bench::Bench,
    fill::{
        grown,
        ids::{GROWING, LONG_LIST, SHORT_LIST, messages, page},
    },
    house::House,
    load::{MESSAGE, Plan, drive},
    report::{Figure, Outcome},
    turns::{Contender, by_turns},
};

/// Messages in the database: the first is what the others are compared with.
const SIZES: [(u32, &str); 3] = [(1000, "1k"), (100_000, "100k"), (2_000_000, "2M")];
/// When it must be quick.
const FEWER: [(u32, &str); 2] = [(1000, "1k"), (100_000, "100k")];

/// The first page of a list as it is read after a change: what comes after a cursor
/// is not kept, and all there is comes after this one.
const ANEW: &str = "/conversations?before=9000000000000000000.ffffffff-ffff-ffff-ffff-ffffffffffff";

pub fn with_messages(bench: &Bench) -> Measured {
    let mut outcomes = lists(bench);
    for (number, program) in bench.programs.iter().enumerate() {
        let sizes: &[_] = if bench.pace.is_quick { &FEWER } else { &SIZES };
        let houses = sizes.iter().enumerate().map(|(place, (messages, name))| {
            let name = format!("grown_{number}_{name}");
            let redis = bench.programs.len() + 1 + place;
            House::open(&bench.ground, program, (&name.to_lowercase(), redis), |store, hash| {
                grown(store, hash, *messages)
            })
        });
        let houses = houses.collect::<Result<Vec<_>, String>>()?;
        outcomes.extend(compare(bench, &houses, sizes));
    }
    Ok(outcomes)
}

/// The same in databases of several sizes, beside the smallest.
fn compare(bench: &Bench, houses: &[House], sizes: &[(u32, &str)]) -> Vec<Outcome> {
    let parts = || {
        let grown = houses.iter().filter_map(|house| Some(("natter", house.pid().ok()?)));
        bench.parts().into_iter().chain(grown).collect()
    };
    let contenders = houses.iter().map(|house| {
        Contender::new(&house.label, || {
            let (reading, writing) = (page(GROWING), messages(GROWING));
            let send = Plan::post(house.address()?, vec![house.target(writing, 1)], MESSAGE);
            let read = Plan::get(house.address()?, vec![house.target(reading, 1)]);
            Ok(vec![median(bench, read)?, median(bench, send)?])
        })
    });
    let series = by_turns(&bench.pace, &parts, contenders.collect());
    let larger = series.iter().zip(sizes).skip(1);
    larger
        .flat_map(|(series_of_size, (_, name))| {
            [("page", 0), ("send", 1)].map(|(what, place)| {
                let what = format!("{what} at {name} messages, p50");
                let figure = Figure::time(15, what, "at 1k", 1.5, 1.1);
                figure.of(bench.mode(), (series_of_size, place), Some((&series[0], place)))
            })
        })
        .collect()
}

fn lists(bench: &Bench) -> Vec<Outcome> {
    let race = Race::new(bench, |house| {
        let list = |path, person| {
            let plan = Plan::get(house.address()?, vec![house.target(path, person)]);
            median(bench, plan)
        };
        let [kept, anew] = ["/conversations", ANEW];
        let of_kept = [list(kept, LONG_LIST)?, list(kept, SHORT_LIST)?];
        Ok([of_kept, [list(anew, LONG_LIST)?, list(anew, SHORT_LIST)?]].concat())
    });
    let [kept, anew] = ["conversations", "read anew"]
        .map(|what| Figure::time(15, format!("list of 1,000 {what}, p50"), "of 10", 3.0, 1.5));
    race.outcomes(&[(kept, 0, By::Own(1)), (anew, 2, By::Own(3))])
}

/// Milliseconds, asked for one after another.
fn median(bench: &Bench, plan: Plan) -> Result<f64, String> {
    let plan = plan.connections(1).lasting(bench.pace.warm_up / 2, bench.pace.duration / 2);
    Ok(drive(&plan)?.checked()?.latency.milliseconds(0.5))
}
