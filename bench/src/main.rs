//! Measures Natter on this machine, beside what limits it, in the same run.
//!
//! It starts servers of its own in a temporary folder, fills them, and measures
//! each row of the budgets by turns with its limit. It judges no code by the
//! clock: only events that were lost, doubled or misordered make it fail.

mod anchors;
mod args;
mod bench;
mod fill;
mod house;
mod listening;
mod load;
mod machine;
mod pace;
mod report;
mod rows;
mod servers;
mod turns;

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::ExitCode,
};

use clap::Parser;

use self::{args::Args, bench::Bench, house::Ground, pace::Pace, report::Outcome};

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.smallest_server {
        true => anchors::smallest_server::serve().map(|()| true),
        false => run(&args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// False when events went wrong.
fn run(args: &Args) -> Result<bool, String> {
    load::net::raise_open_files();
    let programs = programs(args)?;
    let folder = tempfile::Builder::new().prefix("natter-bench-").tempdir();
    let folder = folder.map_err(|error| error.to_string())?;
    // PostgreSQL and nginx have users of their own.
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755))
        .map_err(|error| error.to_string())?;
    let mut outcomes = Vec::new();
    let mut is_right = true;
    for mode in args.mode.each() {
        let ground = Ground::prepare(*mode, folder.path())?;
        let bench = Bench::open(ground, programs.clone(), Pace::new(args.quick))?;
        outcomes.extend(rows::measure(&bench, &args.rows));
        is_right &= bench.faults.get().all() == 0;
    }
    tell(args, &outcomes)?;
    Ok(is_right)
}

fn programs(args: &Args) -> Result<Vec<PathBuf>, String> {
    if args.natter.is_empty() {
        return Ok(vec![servers::natter::build()?]);
    }
    let absolute = args
        .natter
        .iter()
        .map(|path| path.canonicalize().map_err(|error| format!("{}: {error}", path.display())));
    absolute.collect()
}

fn tell(args: &Args, outcomes: &[Outcome]) -> Result<(), String> {
    println!("{}", report::table(outcomes, args.natter.len() > 1));
    let Some(path) = &args.json else { return Ok(()) };
    fs::write(path, format!("{:#}\n", report::json(outcomes)))
        .map_err(|error| format!("{}: {error}", path.display()))
}
