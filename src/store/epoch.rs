//! Which life of the data this is.

use sea_orm::{ConnectionTrait, DbErr};

use super::{Database, sql};

/// Names one life of the database. After a restore there is another one, and
/// versions that a page has seen mean nothing any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epoch(String);

impl Epoch {
    /// Reads the epoch; an error when the database was never migrated.
    pub async fn read(database: &Database) -> Result<Self, DbErr> {
        let connection = database.connection();
        let row = connection
            .query_one_raw(sql(connection, "SELECT id FROM database_epoch", []))
            .await?
            .ok_or_else(|| DbErr::RecordNotFound("the epoch of the database".to_owned()))?;
        Ok(Self(row.try_get("", "id")?))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
