//! Avatars: which object of the store is the picture of a user or of a group.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

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
        let uuid = match connection.get_database_backend() {
            DbBackend::Postgres => "uuid",
            _ => "uuid_text",
        };
        for table in ["users", "conversations"] {
            // The release before sweeps objects that no file has: the key stops it.
            let column = format!(
                "ALTER TABLE {table} ADD COLUMN avatar_id {uuid} NULL REFERENCES objects (id)"
            );
            // Whose it is decides who may see it, and whether it is needed.
            let index = format!(
                "CREATE INDEX avatars_of_{table} ON {table} (avatar_id) WHERE avatar_id IS NOT NULL"
            );
            for statement in [column, index] {
                connection.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}
