//! What forms have done in the last hour, so that one that comes twice is
//! answered as it was the first time.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, uuid, uuid_null},
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
        let table = Table::create()
            .table("attempts")
            .col(binary("key").primary_key())
            .col(uuid("user_id"))
            .col(uuid_null("conversation_id"))
            .col(big_integer("made_at"))
            .foreign_key(ForeignKey::create().from("attempts", "user_id").to("users", "id"))
            .to_owned();
        manager.create_table(table).await
    }
}
