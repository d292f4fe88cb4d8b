//! Where a program under test lives: a folder and, in full mode, databases.

use std::fs;
use std::path::PathBuf;

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, TransactionTrait};

use super::folder;
use super::postgres::Postgres;
use super::process::Recipe;
use super::redis::Redis;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Embedded,
    Full,
}

impl Mode {
    pub fn current() -> Self {
        match std::env::var("NATTER_TEST_MODE").as_deref() {
            Err(_) | Ok("embedded") => Self::Embedded,
            Ok("full") => Self::Full,
            Ok(other) => panic!("NATTER_TEST_MODE is embedded or full, not {other}"),
        }
    }

    pub fn is_full() -> bool {
        Self::current() == Self::Full
    }
}

#[derive(Clone)]
pub struct Place {
    pub folder: PathBuf,
    settings: Vec<(String, String)>,
}

impl Place {
    /// Ready for the first start, of this run's mode.
    pub async fn fresh() -> Self {
        let place = Self::bare();
        if !Mode::is_full() {
            return place;
        }
        let database = Postgres::shared().await.database().await;
        place.with("DATABASE_URL", &database).with("REDIS_URL", &Redis::shared().await.database())
    }

    /// The same, but nothing has ever been migrated there.
    pub async fn unmigrated() -> Self {
        let place = Self::fresh().await;
        if !Mode::is_full() {
            return place;
        }
        let database = Postgres::shared().await.empty_database().await;
        place.with("DATABASE_URL", &database)
    }

    /// In full mode, on a Redis that no other test uses.
    pub async fn on(redis: &Redis) -> Self {
        Self::bare()
            .with("DATABASE_URL", &Postgres::shared().await.database().await)
            .with("REDIS_URL", &redis.database())
    }

    /// An empty folder and no settings at all, whatever the mode.
    pub fn bare() -> Self {
        Self { folder: folder::fresh("place"), settings: Vec::new() }
    }

    pub fn with(self, name: &str, value: &str) -> Self {
        let mut place = self.without(name);
        place.settings.push((name.to_owned(), value.to_owned()));
        place
    }

    pub fn without(mut self, name: &str) -> Self {
        self.settings.retain(|(known, _)| known != name);
        self
    }

    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Runs a statement past the program.
    pub async fn executes(&self, statement: &str) {
        let database = self.database().await;
        database.execute_unprepared(statement).await.unwrap();
        database.close().await.unwrap();
    }

    /// Runs a statement past the program in a transaction that goes on.
    pub async fn holds(&self, statement: &str) -> DatabaseTransaction {
        let held = self.database().await.begin().await.unwrap();
        held.execute_unprepared(statement).await.unwrap();
        held
    }

    /// What a statement that counts has counted.
    pub async fn count(&self, statement: &str) -> i64 {
        let database = self.database().await;
        let statement = Statement::from_string(database.get_database_backend(), statement);
        let row = database.query_one_raw(statement).await.unwrap().unwrap();
        database.close().await.unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// The database, past the program.
    pub async fn database(&self) -> sea_orm::DatabaseConnection {
        let file = format!("sqlite://{}", self.folder.join("natter.db").display());
        let url = self.setting("DATABASE_URL").map_or(file, str::to_owned);
        sea_orm::Database::connect(url).await.unwrap()
    }

    pub fn writes(&self, file: &str, text: &str) {
        fs::write(self.folder.join(file), text).unwrap();
    }

    /// The program with these arguments, not started yet.
    pub fn natter<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Recipe {
        let settings = self.settings.iter();
        Recipe::new(env!("CARGO_BIN_EXE_natter"), &self.folder)
            .arguments(arguments)
            .sets(settings.map(|(name, value)| (name.as_str(), value.as_str())))
    }
}
