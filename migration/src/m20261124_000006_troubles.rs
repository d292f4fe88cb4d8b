//! How often Telegram refused what, and when last, for the operator; and by
//! which secret a chat was linked.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary_null, string_len},
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
            .table("telegram_troubles")
            .col(string_len("kind", 32).primary_key())
            .col(big_integer("times"))
            .col(big_integer("last_at"))
            .to_owned();
        manager.create_table(table).await?;
        let by_secret = Table::alter()
            .table("telegram_links")
            .add_column(binary_null("secret_hash").to_owned())
            .to_owned();
        manager.alter_table(by_secret).await
    }
}
