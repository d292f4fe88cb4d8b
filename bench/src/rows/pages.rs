//! Rows 10 and 11: the page of a conversation, warm.

use super::{
    Measured,
    race::{By, Race},
};
use crate::{
    bench::Bench,
    fill::ids::{READER, READERS_FIRST, page},
    house::House,
    load::{Plan, Target, drive},
    report::Figure,
};

const CLIENTS: usize = 16;

/// Row 10: beside nginx with a file of the same bytes.
pub fn beside_a_file(bench: &Bench) -> Measured {
    let first = bench.houses.first().ok_or("there is no natter")?;
    let fetched = first.visitor(READER)?.get(&page(READERS_FIRST), "")?;
    bench.nginx.serve("page.html", &fetched.body)?;
    let race = Race::new(bench, |house| Ok(vec![pages(bench, house)?]));
    let race = race.beside(|| {
        let plan = Plan::get(bench.nginx.address, vec![Target::new("/page.html", "")]);
        Ok(vec![rate(bench, plan)?])
    });
    let figure = Figure::rate(10, "conversation page, 16 clients", "nginx", 0.05, 0.25);
    Ok(race.outcomes(&[(figure, 0, By::Limit(0))]))
}

/// Row 11: beside the smallest answer of the same program.
pub fn beside_nothing(bench: &Bench) -> Measured {
    let race = Race::new(bench, |house| {
        let plan = Plan::get(house.address()?, vec![Target::new("/healthz", "")]);
        Ok(vec![pages(bench, house)?, rate(bench, plan)?])
    });
    let figure = Figure::rate(11, "conversation page, 16 clients", "/healthz", 0.1, 0.35);
    Ok(race.outcomes(&[(figure, 0, By::Own(1))]))
}

fn pages(bench: &Bench, house: &House) -> Result<f64, String> {
    rate(bench, Plan::get(house.address()?, vec![house.target(page(READERS_FIRST), READER)]))
}

fn rate(bench: &Bench, plan: Plan) -> Result<f64, String> {
    let plan = plan.connections(CLIENTS).lasting(bench.pace.warm_up, bench.pace.duration);
    Ok(drive(&plan)?.checked()?.rate())
}
