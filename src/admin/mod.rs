//! Administration from the command line.
//!
//! Each command is a process of its own beside a server that may be running,
//! and uses the same services. What it prints on the standard output is what
//! was asked for; everything else goes to the other one.

mod invitations;
mod users;

use std::io::{self, ErrorKind, Write};

use jiff::Timestamp;

pub use self::{
    invitations::{InvitationCommand, run as invitations},
    users::{UserCommand, run as users},
};
use crate::{
    backplane::{Backplane, Redis},
    config::Config,
    error::StartError,
    store::{self, Database, Epoch},
    visible::harmless,
};

/// The database, brought up to date. An error where there is none: then the
/// command was started in the wrong folder, or too early.
async fn open(config: &Config) -> Result<Database, StartError> {
    match Database::path(&config.database_url) {
        Some(path) if !path.exists() => Err(StartError::NoDatabase(path)),
        _ => store::open(&config.database_url).await,
    }
}

/// The way to the running processes. Without it they notice by themselves.
async fn backplane(config: &Config, database: &Database) -> Result<Backplane, StartError> {
    let Some(url) = &config.redis_url else { return Ok(Backplane::Local) };
    let house = Epoch::read(database).await?.house();
    Ok(match Redis::connect(url, house).await {
        Ok((redis, _)) => Backplane::Redis(redis),
        Err(error) => {
            eprintln!("Redis cannot be told, so open pages end up to 15 seconds later: {error}");
            Backplane::Local
        }
    })
}

/// Prints lines; false when nobody reads them any more, as after `| head`.
fn print(lines: &[String]) -> Result<bool, StartError> {
    let text: String = lines.iter().map(|line| harmless(line.trim_end()) + "\n").collect();
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        written => Ok(written.map(|()| true)?),
    }
}

/// `2026-11-24T18:05Z`.
fn date(micros: i64) -> String {
    let then = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH);
    then.strftime("%Y-%m-%dT%H:%MZ").to_string()
}
