//! Avatars: which object of the store is the picture of a user or of a group.

use sea_orm_migration::{prelude::*, schema::uuid_null, sea_orm::ConnectionTrait};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite, too: a process killed halfway must find the tables as they were.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["users", "conversations"] {
            let column = Table::alter().table(table).add_column(uuid_null("avatar_id")).to_owned();
            manager.alter_table(column).await?;
            // Whose it is decides who may see it, and whether it is needed.
            let index = format!(
                "CREATE INDEX avatars_of_{table} ON {table} (avatar_id) WHERE avatar_id IS NOT NULL"
            );
            manager.get_connection().execute_unprepared(&index).await?;
        }
        Ok(())
    }
}
