//! A group has a title; a direct conversation has none.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[derive(DeriveIden)]
enum Conversations {
    Table,
    Title,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let title = ColumnDef::new(Conversations::Title).text().take();
        manager
            .alter_table(Table::alter().table(Conversations::Table).add_column(title).to_owned())
            .await
    }
}
