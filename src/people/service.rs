//! Looking for people: not faster than somebody types, so that nobody reads the
//! whole list of users.

use uuid::Uuid;

use super::{PeopleRepository, Person, search};
use crate::{
    entity::user,
    error::Result,
    limits::{Limit, Limits},
    problem::Problem,
    store::Database,
    user::{UserRepository, Username},
};

/// Said where nobody is found.
pub const UNKNOWN_PERSON: Problem =
    Problem { field: "username", sentence: "problem-unknown-person" };

#[derive(Debug, Clone)]
pub struct PeopleService {
    database: Database,
    limits: Limits,
}

impl PeopleService {
    pub fn new(database: Database, limits: Limits) -> Self {
        Self { database, limits }
    }

    /// Those whom `reader` means by what was typed; see [`search::find`].
    pub async fn search(&self, reader: Uuid, typed: &str) -> Result<Vec<Person>> {
        if typed.trim().is_empty() {
            return Ok(Vec::new());
        }
        self.slow_down(reader).await?;
        search::find(&self.database, reader, typed).await
    }

    /// The user of exactly this name; an @ before it is how pages write it.
    pub async fn named(&self, reader: Uuid, typed: &str) -> Result<Option<user::Model>> {
        self.slow_down(reader).await?;
        let Ok(username) = Username::parse(typed.trim().trim_start_matches('@')) else {
            return Ok(None);
        };
        Ok(UserRepository::of(&self.database).named(username.as_str()).await?)
    }

    /// Somebody as `reader` sees them.
    pub async fn card(&self, reader: Uuid, username: &str) -> Result<Option<Person>> {
        self.slow_down(reader).await?;
        let Ok(username) = Username::parse(username) else { return Ok(None) };
        Ok(PeopleRepository::of(&self.database).named(reader, username.as_str()).await?)
    }

    async fn slow_down(&self, reader: Uuid) -> Result<()> {
        self.limits.take(Limit::Search, &reader.to_string()).await
    }
}
