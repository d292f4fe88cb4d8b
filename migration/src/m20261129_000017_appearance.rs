//! How often anybody has been called otherwise, so that what shows names can be
//! kept.

use sea_orm_migration::{prelude::*, schema::big_integer};

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
            .table("database_epoch")
            .add_column(big_integer("appearance").default(0))
            .to_owned();
        manager.alter_table(table).await
    }
}
