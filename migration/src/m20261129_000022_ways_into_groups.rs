//! Who was removed from a group and may not come back by themselves, and the
//! invitation to the server that is part of a group's link and ends with it.

use sea_orm_migration::{
    prelude::*,
    schema::{uuid, uuid_null},
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
        let table = Table::alter()
            .table("conversations")
            .add_column(uuid_null("link_invitation_id"))
            .to_owned();
        manager.alter_table(table).await?;
        manager.create_table(removals()).await
    }
}

fn removals() -> TableCreateStatement {
    Table::create()
        .table("removals")
        .col(uuid("conversation_id"))
        .col(uuid("user_id"))
        .primary_key(Index::create().col("conversation_id").col("user_id"))
        .foreign_key(ForeignKey::create().from("removals", "user_id").to("users", "id"))
        .to_owned()
}
