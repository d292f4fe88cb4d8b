//! Pictures in notices: whether somebody wants small ones along, and which one stands
//! in Telegram.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, uuid_null},
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
        let columns = [
            ("users", boolean("notice_pictures").default(false).to_owned()),
            ("notifications", uuid_null("picture_id").to_owned()),
        ];
        for (table, mut column) in columns {
            let change = Table::alter().table(table).add_column(&mut column).to_owned();
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}
