//! The command line: what the program can be asked to do.
//!
//! All but serving is done here. Each command is a process of its own beside a
//! server that may be running, and uses the same services. What it prints on
//! the standard output is what was asked for; everything else goes to the other
//! one.

pub mod backup;
mod check;
mod demo;
mod files;
mod health;
mod invitations;
pub mod tail;
mod tokens;
mod users;

use std::{
    io::{self, ErrorKind, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use jiff::Timestamp;

use self::{
    files::FileCommand, invitations::InvitationCommand, tail::Tail, tokens::TokenCommand,
    users::UserCommand,
};
use crate::{
    backplane::{Backplane, Redis},
    config::{Config, Settings},
    error::StartError,
    file::Store,
    store::{self, Database, Epoch, wait_until_reachable},
    visible::harmless,
};

/// The command line: a command and the settings, in any order.
#[derive(Debug, Parser)]
#[command(name = "natter", version, about)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub settings: Settings,
}

/// What the program is asked to do; no command means [`Command::Serve`].
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Bring the database up to date, then serve (the default)
    Serve,
    /// Bring the database up to date and stop
    Migrate,
    /// Fill an empty database with people and conversations to look at
    Demo,
    /// Check configuration, database, Redis, bot and files: one line each
    Check,
    /// Ask the process that runs here whether it is up
    Health,
    /// Print what happens at a server, an event a line, with a token of its API
    Tail(Tail),
    /// List, disable and enable accounts, and let somebody choose a new password
    #[command(disable_help_subcommand = true)]
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// List, make and revoke invitations
    #[command(disable_help_subcommand = true)]
    Invitation {
        #[command(subcommand)]
        command: InvitationCommand,
    },
    /// List, make and revoke tokens, with which programs act as somebody
    #[command(disable_help_subcommand = true)]
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Look after what people have sent besides words
    #[command(disable_help_subcommand = true)]
    Files {
        #[command(subcommand)]
        command: FileCommand,
    },
    /// Write the whole database into a new file, and files beside it, also while Natter runs
    Backup {
        /// Must not exist yet
        file: PathBuf,
    },
    /// Put a backup in the place of the database, while Natter does not run
    Restore {
        /// What `natter backup` has written
        file: PathBuf,
    },
}

/// Everything but serving.
pub async fn obey(command: Command, config: &Config) -> Result<ExitCode, StartError> {
    match command {
        Command::Serve => {}
        Command::Migrate => drop(open(config).await?),
        Command::Demo => {
            let store = Store::open(&config.files_url)?;
            demo::fill(&open(config).await?, store).await?;
        }
        Command::Check => return Ok(check::run(config).await),
        Command::Health => return Ok(health::run(config.listen_addr).await),
        Command::Tail(what) => return Ok(tail::run(what).await),
        Command::User { command } => users::run(command, config).await?,
        Command::Invitation { command } => invitations::run(command, config).await?,
        Command::Token { command } => tokens::run(command, config).await?,
        Command::Files { command } => return files::run(command, config).await,
        Command::Backup { file } => backup::make(config, &file).await?,
        Command::Restore { file } => backup::restore(config, &file).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The database, brought up to date, as soon as it can be reached.
pub async fn open(config: &Config) -> Result<Database, StartError> {
    wait_until_reachable(&config.database_url).await?;
    store::open(&config.database_url).await
}

/// The same where there must be one already: a command that was started in the
/// wrong folder, or too early, makes none.
async fn open_existing(config: &Config) -> Result<Database, StartError> {
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound_and_every_setting_has_its_line_of_help() {
        let mut line = CommandLine::command();
        line.build();
        line.clone().debug_assert();
        let silent: Vec<_> =
            line.get_arguments().filter(|argument| argument.get_help().is_none()).collect();
        assert!(silent.is_empty(), "{silent:?}");
    }
}
