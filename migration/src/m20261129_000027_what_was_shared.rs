//! Indexes with what was shared in a conversation, one for each kind that pages show:
//! in a conversation with many pictures nobody goes through them for a recording.

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
        for (name, kinds) in [
            ("shared_pictures", "'picture', 'video'"),
            ("shared_files", "'other'"),
            ("shared_sound", "'voice', 'audio'"),
        ] {
            let index = format!(
                "CREATE INDEX {name} ON files (conversation_id, message_seq, place)
                 WHERE message_seq IS NOT NULL AND kind IN ({kinds})"
            );
            connection.execute_unprepared(&index).await?;
        }
        Ok(())
    }
}
