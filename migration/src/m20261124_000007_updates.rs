//! Which updates of which bot were taken, so that one that comes again changes
//! nothing that was said since; and the notice that has yet to be deleted.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null},
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
            .table("telegram_updates")
            .col(big_integer("bot_id"))
            .col(big_integer("update_id"))
            .col(big_integer("taken_at"))
            .primary_key(Index::create().col("bot_id").col("update_id"))
            .to_owned();
        manager.create_table(table).await?;
        let replaced = Table::alter()
            .table("notifications")
            .add_column(big_integer_null("replaced_message_id").to_owned())
            .to_owned();
        manager.alter_table(replaced).await?;
        let by_user =
            Index::create().name("notices_by_user").table("notices").col("user_id").to_owned();
        manager.create_index(by_user).await
    }
}
