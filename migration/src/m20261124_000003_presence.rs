//! When somebody was last there, and whether they let others see it.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, boolean},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite, too: a process killed halfway must find the table as it was.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    /// SQLite adds one column a statement.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut column in [big_integer_null("last_active_at"), shown_by_default()] {
            let table = Table::alter().table("users").add_column(&mut column).to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}

fn shown_by_default() -> ColumnDef {
    boolean("shows_presence").default(true).to_owned()
}
