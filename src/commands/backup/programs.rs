//! PostgreSQL's own programs, which alone know how to copy all of it.

use std::{io, path::Path, process::Stdio};

use percent_encoding::percent_decode_str;
use tokio::process::Command;
use url::Url;

use super::{BackupError, Result};
use crate::{error::StartError, store::postgres};

/// Settings of an address and the variables under which the programs know them.
const VARIABLES: [(&str, &str); 8] = [
    ("sslmode", "PGSSLMODE"),
    ("ssl-mode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("ssl-root-cert", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("options", "PGOPTIONS"),
    ("password", "PGPASSWORD"),
];

/// A program that asks nobody, and ends when we do. Where to connect and the
/// password go over the environment: everybody may see a command line.
pub(super) fn program(name: &'static str, url: &Url) -> Result<Command> {
    let options = postgres::options(url).map_err(StartError::database)?;
    let mut command = Command::new(name);
    command.arg("--no-password").kill_on_drop(true).stdin(Stdio::null());
    let host =
        options.get_socket().map_or(Path::new(options.get_host()), |socket| socket.as_path());
    command.env("PGHOST", host).env("PGPORT", options.get_port().to_string());
    command.env("PGUSER", options.get_username());
    command.env("PGDATABASE", options.get_database().unwrap_or(options.get_username()));
    if let Some(password) = url.password() {
        command.env("PGPASSWORD", percent_decode_str(password).decode_utf8_lossy().as_ref());
    }
    for (name, value) in url.query_pairs() {
        if let Some((_, variable)) = VARIABLES.iter().find(|(known, _)| *known == name) {
            command.env(variable, value.as_ref());
        }
    }
    Ok(command)
}

/// Runs it to its end; what it prints, or its complaint as the error.
pub(super) async fn output_of(name: &'static str, command: &mut Command) -> Result<Vec<u8>> {
    let ended = command.output().await.map_err(|error| not_started(name, &error))?;
    if ended.status.success() {
        return Ok(ended.stdout);
    }
    Err(BackupError::Program { program: name, said: complaint(&ended.stderr) }.into())
}

pub(super) fn not_started(name: &'static str, error: &io::Error) -> BackupError {
    match error.kind() {
        io::ErrorKind::NotFound => BackupError::NoProgram(name),
        _ => BackupError::Program { program: name, said: error.to_string() },
    }
}

/// The first of what may be many lines.
pub(super) fn complaint(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it did not say why").to_owned()
}
