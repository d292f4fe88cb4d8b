//! Rows 25 and 27: searches among two million messages, and what their index costs a send.

use std::{
    thread::{self, sleep},
    time::{Duration, Instant},
};

use super::{
    Measured,
    race::{By, beside},
};
use crate::{
    anchors::searches,
    bench::Bench,
    fill::{
        ids::{PEOPLE, SEARCHERS},
        searched,
        speech::{common, rare},
        unindexed, with_words, without_words,
    },
    house::House,
    load::{Plan, Tally, Target, Visitor, drive},
    report::Figure,
    turns::{Contender, by_turns},
};

const CLIENTS: u32 = 16;
/// Searches and sends a second, where both are made at once.
const SEARCHES: f64 = 20.0;
const SENDS: f64 = 200.0;
/// Hits of a page.
const PAGE: usize = 20;
/// How long nothing may be indexed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Twelve words, of twelve thousand.
const SAID: &str = "body=a{g}+b{g}+d{g}+f{g}+h{g}+j{g}+k{g}+m{g}+n{g}+p{g}+r{g}+t{g}&nonce={mark}";
const KINDS: u64 = 1000;

pub fn of_two_millions(bench: &Bench) -> Measured {
    let messages = if bench.pace.is_quick { 200_000 } else { 2_000_000 };
    let mut outcomes = Vec::new();
    for (number, program) in bench.programs.iter().enumerate() {
        let name = format!("searched_{number}");
        // Behind that of the group.
        let redis = bench.programs.len() + 6;
        let house = House::open(&bench.ground, program, (&name, redis), |store, hash| {
            searched(store, hash, messages)
        })?;
        let indexed = indexed(&house)?;
        let looking = Looking::new(&house)?;
        let own = Contender::new(&house.label, || {
            let found = [looking.alone(bench)?, looking.beside_sends(bench)?].concat();
            Ok([found, cost(bench, &house)?, vec![indexed]].concat())
        });
        let limit = Contender::new("limit", || limit(bench, &house));
        let parts = || {
            [bench.parts(), house.pid().map(|pid| ("natter", pid)).into_iter().collect()].concat()
        };
        let series = by_turns(&bench.pace, &parts, vec![own, limit]);
        for (figure, place, by) in figures(messages, bench.sends.name()) {
            let limit = beside(&series[0], series.get(1), by);
            outcomes.push(figure.of(bench.mode(), (&series[0], place), limit));
        }
    }
    Ok(outcomes)
}

fn figures(messages: u32, limit: &'static str) -> Vec<(Figure, usize, By)> {
    let time = |what: String, must, aim| Figure::time(25, what, limit, must, aim);
    let amount = |what: String, most| Figure::amount(25, what, "ms", most, most);
    let mut figures = Vec::new();
    for (place, word) in ["a rare word", "a common word"].into_iter().enumerate() {
        let what = format!("search for {word} in {messages} messages, {CLIENTS} clients");
        let busy = format!("{SEARCHES} searches/s for {word} beside {SENDS} sends/s");
        let (p50, p99) = (2 * place, 2 * place + 1);
        figures.extend([
            (time(format!("{what}, p50"), 3.0, 1.5), p50, By::Limit(p50)),
            (time(format!("{what}, p99"), 5.0, 2.0), p99, By::Limit(p99)),
            (amount(format!("{busy}, p50"), 30.0), 4 + p50, By::Nothing),
            (amount(format!("{busy}, p99"), 150.0), 4 + p99, By::Nothing),
        ]);
    }
    let (rate, single) = ("sends with the search index, 16 clients", "one at a time, p50");
    figures.extend([
        (
            Figure::rate(25, "messages indexed in the background", "", f64::NAN, f64::NAN),
            12,
            By::Nothing,
        ),
        (Figure::rate(27, rate, "without", 0.77, 0.91), 8, By::Own(9)),
        (
            Figure::time(27, format!("sends with it, {single}"), "without", 1.3, 1.1),
            10,
            By::Own(11),
        ),
    ]);
    figures
}

/// Waits until the index has all, and says how many messages a second that were.
fn indexed(house: &House) -> Result<f64, String> {
    let (started, all) = (Instant::now(), unindexed(&house.store)?);
    let (mut left, mut changed) = (all, Instant::now());
    while left > 0 {
        sleep(Duration::from_millis(200));
        let now = unindexed(&house.store)?;
        if now < left {
            (left, changed) = (now, Instant::now());
        } else if changed.elapsed() > PATIENCE {
            return Err(format!("{left} messages are not indexed"));
        }
    }
    let rate = f64::from(all) / started.elapsed().as_secs_f64();
    house.store.analyze()?;
    Ok(rate)
}

/// All who search, each for both words.
struct Looking<'h> {
    house: &'h House,
    /// For the rare word, and for the common one.
    targets: [Vec<Target>; 2],
}

impl<'h> Looking<'h> {
    fn new(house: &'h House) -> Result<Self, String> {
        let tokens = (PEOPLE + 1..=PEOPLE + SEARCHERS).map(|reader| house.token(reader));
        let tokens = tokens.collect::<Result<Vec<_>, _>>()?;
        let targets = [rare(), common()].map(|word| {
            let path = format!("/api/v1/search?q={}", encoded(&word));
            tokens.iter().map(|token| Target::with_token(&path, token)).collect::<Vec<_>>()
        });
        let looking = Self { house, targets };
        let [rare, common] = [&looking.targets[0], &looking.targets[1]].map(|all| &all[0]);
        let (rare, common) = (looking.hits(rare)?, looking.hits(common)?);
        match (1..PAGE).contains(&rare) && common == PAGE {
            true => Ok(looking),
            false => Err(format!("{rare} hits of the rare word, {common} of the common one")),
        }
    }

    fn hits(&self, target: &Target) -> Result<usize, String> {
        let line = format!("Authorization: {}\r\n", target.token);
        let fetched = Visitor::new(self.house.address()?).get(&target.path, &line)?;
        let body = String::from_utf8_lossy(&fetched.body);
        let answer: Result<serde_json::Value, _> = serde_json::from_str(&body);
        let hits = answer.ok().and_then(|answer| Some(answer["hits"].as_array()?.len()));
        hits.ok_or_else(|| format!("a search was answered with {body}"))
    }

    /// Median and 99th percentile for each word, while nothing else is done.
    fn alone(&self, bench: &Bench) -> Result<Vec<f64>, String> {
        self.each(bench, |plan| drive(&plan))
    }

    /// The same at a steady rate, beside sends.
    fn beside_sends(&self, bench: &Bench) -> Result<Vec<f64>, String> {
        self.each(bench, |plan| {
            let sends = sends(bench, self.house, CLIENTS)?.rate(SENDS);
            thread::scope(|scope| {
                let sends = scope.spawn(|| drive(&sends));
                let found = drive(&plan.rate(SEARCHES));
                let sent = sends.join().map_err(|_| "sending gave up".to_owned())??;
                sent.checked().and(found)
            })
        })
    }

    fn each(
        &self,
        bench: &Bench,
        drive: impl Fn(Plan) -> Result<Tally, String>,
    ) -> Result<Vec<f64>, String> {
        let mut times = Vec::new();
        for targets in &self.targets {
            let plan = Plan::get(self.house.address()?, targets.clone())
                .connections(CLIENTS as usize)
                .lasting(bench.pace.warm_up, bench.pace.duration);
            let latency = drive(plan)?.checked()?.latency;
            times.extend([0.5, 0.99].map(|quantile| latency.milliseconds(quantile)));
        }
        Ok(times)
    }
}

/// What the database takes by itself.
fn limit(bench: &Bench, house: &House) -> Result<Vec<f64>, String> {
    let mut times = Vec::new();
    for word in [rare(), common()] {
        let load = (CLIENTS, bench.pace.duration);
        times.extend(searches(&house.store, &bench.sends.folder, &word, load)?);
    }
    Ok(times)
}

/// Sends a second with and without words, and milliseconds of a single one with and
/// without.
fn cost(bench: &Bench, house: &House) -> Result<Vec<f64>, String> {
    let measure = || -> Result<[f64; 2], String> {
        let many = drive(&sends(bench, house, CLIENTS)?)?.checked()?;
        let single = drive(&sends(bench, house, 1)?)?.checked()?;
        Ok([many.rate(), single.latency.milliseconds(0.5)])
    };
    // What comes first opens conversations, and what is kept of each.
    measure()?;
    let [many, single] = measure()?;
    without_words(&house.store)?;
    let without = measure();
    with_words(&house.store)?;
    let [many_without, single_without] = without?;
    Ok(vec![many, many_without, single, single_without])
}

fn sends(bench: &Bench, house: &House, clients: u32) -> Result<Plan, String> {
    let writing = house.writing(super::sends::CONVERSATIONS);
    Ok(Plan::post(house.address()?, writing, SAID)
        .connections(clients as usize)
        .groups(KINDS)
        .lasting(bench.pace.warm_up, bench.pace.duration))
}

fn encoded(word: &str) -> String {
    word.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
