//! An index with the titles of the groups that anybody may join, so that whoever
//! looks for one goes through titles and not through conversations.

use sea_orm_migration::{prelude::*, sea_orm::ConnectionTrait};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite, too: a process killed halfway must find the tables as they were.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in [
            "DROP INDEX open_groups",
            "CREATE INDEX open_groups ON conversations (search_title, id) WHERE is_open",
        ] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
