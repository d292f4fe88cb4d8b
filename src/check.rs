//! `natter check`: is everything within reach? One line each.

use std::{path::Path, process::ExitCode};

use crate::{backplane::Redis, config::Config, store::Database};

/// Looks at the configuration, the database, Redis and the bot token. Success
/// when all is well; an empty folder, where the database will be made, counts.
pub async fn run(config: &Config) -> ExitCode {
    println!("configuration: ok");
    let database = database(config).await;
    println!("database: {}", told(&database));
    let redis = redis(config).await;
    println!("redis: {}", told(&redis));
    let telegram =
        if config.telegram_bot_token.is_some() { "a token is set" } else { "off, no token is set" };
    println!("telegram: {telegram}");
    if database.is_ok() && redis.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn told(outcome: &Result<String, String>) -> &str {
    match outcome {
        Ok(sentence) | Err(sentence) => sentence,
    }
}

async fn database(config: &Config) -> Result<String, String> {
    if let Some(path) = Database::path(&config.database_url)
        && !path.exists()
    {
        return will_be_made(&path);
    }
    let database =
        Database::connect(&config.database_url).await.map_err(|error| error.to_string())?;
    database.ping().await.map_err(|error| error.to_string())?;
    Ok("ok".to_owned())
}

/// A file that is not there yet needs a folder that is.
fn will_be_made(path: &Path) -> Result<String, String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => {
            Err(format!("the folder {} does not exist", folder.display()))
        }
        _ => Ok(format!("ok, {} will be made", path.display())),
    }
}

async fn redis(config: &Config) -> Result<String, String> {
    let Some(url) = &config.redis_url else {
        return Ok("not set, everything stays in one process".to_owned());
    };
    let (redis, _) = Redis::connect(url).await.map_err(|error| error.to_string())?;
    redis.ping().await.map_err(|error| error.to_string())?;
    Ok("ok".to_owned())
}
