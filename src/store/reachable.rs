//! Whether PostgreSQL is there yet.

use sea_orm::sqlx::{self, Connection};
use url::Url;

use super::{Database, database::refuse_standby, postgres};
use crate::{
    error::{StartError, says_away},
    retry::{Failure, retry_at_start},
};

/// Waits until PostgreSQL takes connections, up to a minute; an error at once
/// when it refuses who asks, or will not do. A SQLite database is always there.
pub async fn wait_until_reachable(url: &Url) -> Result<(), StartError> {
    if Database::path(url).is_some() {
        return Ok(());
    }
    retry_at_start(&format!("the database at {}", place_of(url)?), async || {
        let mut connection = postgres::connect(url).await.map_err(failure)?;
        refuse_standby(&mut connection).await.map_err(failure)?;
        connection.close().await.map_err(failure)
    })
    .await?;
    postgres::examine(url).await.map(drop)
}

/// Host and port, or the folder of the socket. Without the password.
fn place_of(url: &Url) -> Result<String, StartError> {
    let options = postgres::options(url).map_err(StartError::database)?;
    Ok(match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    })
}

fn failure(error: sqlx::Error) -> Failure {
    match &error {
        sqlx::Error::Io(cause) => Failure::Passing(cause.to_string()),
        // It is starting, stopping or full.
        sqlx::Error::Database(cause) if says_away(cause.as_ref()) => {
            Failure::Passing(cause.message().to_owned())
        }
        // A standby, which may become a primary.
        sqlx::Error::Configuration(cause) => Failure::Passing(cause.to_string()),
        _ => Failure::Lasting(StartError::database(error)),
    }
}
