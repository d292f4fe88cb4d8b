//! Row 28: what programs do, beside the same on a page.

use super::{
    Measured,
    race::{By, Race},
};
use crate::{
    bench::Bench,
    fill::ids::{READER, READERS_FIRST, messages, page},
    house::House,
    load::{MESSAGE, Plan, Tally, Target, drive},
    machine::cpu,
    report::Figure,
};

const API: &str = "/api/v1";
const CLIENTS: usize = 4;

pub fn beside_pages(bench: &Bench) -> Measured {
    let race = Race::new(bench, |house| {
        let (to, token) = (house.address()?, house.token(READER)?);
        let writing = messages(READERS_FIRST);
        let as_program = |plan: Plan| plan.header(format!("Authorization: {token}"));
        let api_path = Target::new(format!("{API}{writing}"), "");
        let send = Plan::get(to, vec![api_path.clone()])
            .with_body("{\"body\":\"hello {mark}\",\"nonce\":\"{mark}\"}", "application/json")
            .statuses(&[201]);
        let page_send = Plan::post(to, vec![house.target(&writing, READER)], MESSAGE);
        let show = Plan::get(to, vec![house.target(page(READERS_FIRST), READER)]);
        Ok(vec![
            run(bench, house, as_program(send))?.1,
            run(bench, house, page_send)?.1,
            run(bench, house, as_program(Plan::get(to, vec![api_path])))?.0.rate(),
            run(bench, house, show)?.0.rate(),
        ])
    });
    let send = Figure::time(28, "server CPU for an API send", "page's send", 1.0, 0.7).unit("µs");
    let list = Figure::rate(28, "API lists of 50", "page", 3.0, 6.0);
    Ok(race.outcomes(&[(send, 0, By::Own(1)), (list, 2, By::Own(3))]))
}

/// What came of it, and the server's CPU for each request in microseconds.
fn run(bench: &Bench, house: &House, plan: Plan) -> Result<(Tally, f64), String> {
    let plan = plan.connections(CLIENTS).lasting(bench.pace.warm_up / 2, bench.pace.duration / 2);
    let pid = house.pid()?;
    let before = cpu(pid);
    let tally = drive(&plan)?.checked()?;
    let used = (cpu(pid) - before) * 1e6 / tally.good as f64;
    Ok((tally, used))
}
