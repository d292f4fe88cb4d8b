//! Whether PostgreSQL is there yet.

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{self, Connection, PgConnection, postgres::PgConnectOptions},
};
use url::Url;

use super::{Database, database::refuse_standby};
use crate::{
    error::{StartError, says_away},
    waiting::{Failure, wait_for},
};

/// Waits until PostgreSQL takes connections, up to a minute; an error at once
/// when it refuses who asks. A SQLite database is always there.
pub async fn wait_until_reachable(url: &Url) -> Result<(), StartError> {
    if Database::path(url).is_some() {
        return Ok(());
    }
    wait_for(&format!("the database at {}", place_of(url)?), async || {
        let mut connection = PgConnection::connect(url.as_str()).await.map_err(failure)?;
        if refuse_standby(&mut connection).await.is_err() {
            return Err(Failure::Passing("the PostgreSQL server is a standby".to_owned()));
        }
        connection.close().await.map_err(failure)
    })
    .await
}

/// Host and port, or the folder of the socket. Without the password.
fn place_of(url: &Url) -> Result<String, StartError> {
    let options: PgConnectOptions = url.as_str().parse().map_err(refused)?;
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
        _ => Failure::Lasting(refused(error)),
    }
}

fn refused(error: sqlx::Error) -> StartError {
    DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()
}
