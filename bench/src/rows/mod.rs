//! The rows of the budgets, a file for each group.

mod api;
mod files;
mod first_visit;
mod groups;
mod growth;
mod idle;
mod pages;
mod pictures;
mod race;
mod search;
mod sends;
mod sign_in;
mod streams;
mod two_processes;

use crate::{
    bench::Bench,
    report::{Figure, Outcome},
};

type Measured = Result<Vec<Outcome>, String>;
type Row = (u8, fn(&Bench) -> Measured);

/// Each row with what measures it, in the order in which they are measured.
const ROWS: [Row; 22] = [
    (1, sends::many),
    (2, sends::one_conversation),
    (3, sends::one_at_a_time),
    (4, streams::cost),
    (5, streams::sustained),
    (6, streams::backlog),
    (7, streams::delay),
    (7, two_processes::beside_one),
    (8, streams::everyday),
    (9, idle::streams),
    (10, pages::beside_a_file),
    (11, pages::beside_nothing),
    (13, sign_in::beside_sends),
    (14, idle::start),
    (15, growth::with_messages),
    (17, first_visit::weight),
    (19, groups::of_a_thousand),
    (22, files::uploads),
    (23, files::downloads),
    (24, pictures::beside_vips),
    (25, search::of_two_millions),
    (28, api::beside_pages),
];

/// What is left out, and why.
const LEFT_OUT: [(u8, &str, &str); 2] = [
    (12, "archived one-to-one messages", "needs an ejabberd"),
    (18, "container image", "needs a build of the image"),
];

/// Measures those rows that are wanted; all when none is named.
pub fn measure(bench: &Bench, wanted: &[u8]) -> Vec<Outcome> {
    let is_wanted = |row: &u8| wanted.is_empty() || wanted.contains(row);
    let mut outcomes = Vec::new();
    for (row, measure) in ROWS.iter().filter(|(row, _)| is_wanted(row)) {
        eprintln!("row {row}, {}", bench.mode());
        match measure(bench) {
            Ok(measured) => outcomes.extend(measured),
            Err(why) => outcomes.push(nothing(*row, "").missing(bench.mode(), why)),
        }
    }
    for (row, what, why) in LEFT_OUT.iter().filter(|(row, ..)| is_wanted(row)) {
        outcomes.push(nothing(*row, what).missing(bench.mode(), *why));
    }
    outcomes.push(faults(bench));
    outcomes.sort_by_key(|outcome| outcome.figure.row);
    outcomes
}

fn nothing(row: u8, what: &str) -> Figure {
    Figure::amount(row, what, "", f64::NAN, f64::NAN)
}

fn faults(bench: &Bench) -> Outcome {
    let figure = Figure::amount(16, "lost, doubled or misordered events", "", 0.0, 0.0);
    let faults = bench.faults.get();
    if faults.all() > 0 {
        eprintln!("{faults:?} in {} mode", bench.mode());
    }
    Outcome { value: faults.all() as f64, missing: None, ..figure.missing(bench.mode(), "") }
}
