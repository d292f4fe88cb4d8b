//! `natter check`: is everything within reach? One line each.

use std::{path::Path, process::ExitCode};

use natter_migration::SchemaManager;
use url::Url;

use crate::{
    backplane::Redis,
    bot::{Refusal, Telegram, Trouble, TroubleRepository},
    config::{Config, FilesUrl},
    error::StartError,
    file::Store,
    limits::Limits,
    notification::{Counts, NotificationRepository},
    search::remaining,
    store::{Connected, Database, Epoch, House, postgres},
};

/// Looks at the configuration, the database, Redis and the bot token. Success
/// when all is well; an empty folder, where the database will be made, counts.
pub async fn run(config: &Config) -> ExitCode {
    println!("configuration: ok");
    let database = database(config).await;
    let (Ok((_, sentence)) | Err(sentence)) = &database;
    println!("database: {sentence}");
    let house = match &database {
        Ok((Some((_, house)), _)) => house.clone(),
        _ => House::unbuilt(),
    };
    if let Ok((Some((database, _)), _)) = &database
        && let Some(search) = search(database).await
    {
        println!("search: {search}");
    }
    let redis = redis(config, house).await;
    println!("redis: {}", told(&redis));
    let files = files(config).await;
    println!("files: {}", told(&files));
    let telegram = telegram(config).await;
    println!("telegram: {}", told(&telegram));
    if let (Some(_), Ok((Some((database, _)), _))) = (&config.telegram_bot_token, &database)
        && let Some((counts, troubles)) = told_so_far(database).await
    {
        println!("notifications: {}", in_words(&counts));
        println!("telegram so far: {}", refusals(&troubles));
    }
    let all_well = database.is_ok() && redis.is_ok() && files.is_ok() && telegram.is_ok();
    if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn told(outcome: &Result<String, String>) -> &str {
    match outcome {
        Ok(sentence) | Err(sentence) => sentence,
    }
}

/// None where it will be made at the first start.
async fn database(config: &Config) -> Result<(Option<(Database, House)>, String), String> {
    if let Some(path) = Database::path(&config.database_url)
        && !path.exists()
    {
        return Ok((None, will_be_made(&path)?));
    }
    let (database, house) = open(&config.database_url).await.map_err(|error| error.to_string())?;
    let sentence = match &house {
        Some(house) => format!("ok, house {house}"),
        None => "ok, its tables will be made".to_owned(),
    };
    Ok((Some((database, house.unwrap_or_else(House::unbuilt))), sentence))
}

/// As it is, with the house that it has since its tables were made.
async fn open(url: &Url) -> Result<(Database, Option<House>), StartError> {
    if Database::path(url).is_none() {
        postgres::examine(url).await?;
    }
    let database = Database::connect(url).await?;
    database.ping().await?;
    let schema = SchemaManager::new(database.connection());
    if !schema.has_table("database_epoch").await? {
        return Ok((database, None));
    }
    let epoch = Epoch::find(&database).await?.ok_or(StartError::HalfRestored)?;
    Ok((database, Some(epoch.house())))
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

async fn redis(config: &Config, house: House) -> Result<String, String> {
    let Some(url) = &config.redis_url else {
        return Ok("not set, everything stays in one process".to_owned());
    };
    let (redis, _) = Redis::connect(url, house).await.map_err(|error| error.to_string())?;
    redis.has_rights().await.map_err(|error| error.to_string())?;
    redis.try_everything().await.map_err(|error| error.to_string())?;
    Ok("ok".to_owned())
}

/// Writes, reads and deletes, as uploads do. A folder that is not there is not made:
/// it would be of whoever has called this.
async fn files(config: &Config) -> Result<String, String> {
    if let FilesUrl::Folder(folder) = &config.files_url
        && !folder.exists()
    {
        return will_be_made(folder);
    }
    let store = Store::open(&config.files_url).map_err(|error| error.to_string())?;
    store.try_everything().await.map_err(|error| error.to_string())?;
    Ok(format!("ok, in {}", config.files_url))
}

/// Asks the bot for its name, which Telegram only tells who has its token.
async fn telegram(config: &Config) -> Result<String, String> {
    let Some(telegram) = Telegram::of(config, &Limits::new(false, None), None) else {
        return Ok("off, no token is set".to_owned());
    };
    match telegram.meet().await {
        Ok(username) => Ok(format!("ok, the bot is @{username}")),
        Err(Refusal::WrongToken) => {
            Err("Telegram does not know the token in TELEGRAM_BOT_TOKEN; BotFather shows it"
                .to_owned())
        }
        Err(Refusal::OutOfReach) => {
            let host = config.telegram_api_url.host_str().unwrap_or_default();
            Err(format!("{host} does not answer as Telegram does; see TELEGRAM_API_URL"))
        }
        Err(refusal) => Err(refusal.to_string()),
    }
}

/// None where there are no such tables yet.
async fn search(database: &Database) -> Option<String> {
    Some(match remaining(database).await.ok()? {
        0 => "ok, all that was said is found".to_owned(),
        count => format!("{count} messages from before are still to be indexed"),
    })
}

/// None where there are no such tables yet.
async fn told_so_far(database: &Database) -> Option<(Counts, Vec<Trouble>)> {
    let counts = NotificationRepository::of(database).counts().await.ok()??;
    Some((counts, TroubleRepository::of(database).all().await.ok()?))
}

/// How often Telegram has asked to slow down, and what it refused last.
fn refusals(troubles: &[Trouble]) -> String {
    let slowed = troubles.iter().find(|trouble| trouble.kind == Trouble::TOO_MANY);
    let slowed = slowed.map_or(0, |trouble| trouble.times);
    let last = match troubles.first() {
        Some(Trouble { kind, times, ago }) => {
            format!("the last refusal was {kind} ({times} times), {} s ago", ago / 1_000_000)
        }
        None => "nothing was ever refused".to_owned(),
    };
    format!("asked to slow down {slowed} times; {last}")
}

fn in_words(counts: &Counts) -> String {
    let Counts { waiting, late, parked, blocked } = counts;
    let late = late / 1_000_000;
    let oldest = if late > 0 { format!(", the oldest for {late} s") } else { String::new() };
    format!("{waiting} waiting{oldest}; {parked} given up; {blocked} people have blocked the bot")
}
