//! `natter files …`.

use std::process::ExitCode;

use clap::Subcommand;

use super::{backplane, open_existing, print};
use crate::{
    announcement::Announcer,
    config::Config,
    error::StartError,
    file::{FileLimits, FileService, Inventory, Store},
};

/// What can be done with files.
#[derive(Debug, Clone, Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum FileCommand {
    /// Compare the store with the database: what is missing, and what is left over
    Check,
}

/// No success when something is missing.
pub async fn run(command: FileCommand, config: &Config) -> Result<ExitCode, StartError> {
    let FileCommand::Check = command;
    let database = open_existing(config).await?;
    let announcer = Announcer::new(backplane(config, &database).await?);
    let limits = FileLimits { largest: config.max_file_size, per_person: None };
    let files = FileService::new(database, announcer, Store::open(&config.files_url)?, limits);
    let found = files.inventory().await?;
    print(&in_words(&found))?;
    Ok(if found.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn in_words(found: &Inventory) -> Vec<String> {
    let missing = found.missing.iter().map(|object| format!("missing: {object}"));
    let leftover = found.leftover.iter().map(|path| format!("left over: {path}"));
    let mut lines: Vec<String> = missing.chain(leftover).collect();
    lines.push(format!(
        "{} objects, {} bytes; {} missing; {} left over, {} bytes",
        found.objects,
        found.bytes,
        found.missing.len(),
        found.leftover.len(),
        found.leftover_bytes
    ));
    lines
}
