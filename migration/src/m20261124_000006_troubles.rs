//! How often Telegram refused what, and when last, for the operator.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, string_len},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("telegram_troubles")
            .col(string_len("kind", 32).primary_key())
            .col(big_integer("times"))
            .col(big_integer("last_at"))
            .to_owned();
        manager.create_table(table).await
    }
}
