//! What stands in Telegram: a hash of it, so that what is as it should be is not
//! edited; and the message that a notice is about when it is about one alone,
//! which an answer to the notice answers.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, text_null},
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
        let columns =
            [("notifications", text_null("shown_hash")), ("notices", big_integer_null("only_seq"))];
        for (table, mut column) in columns {
            let change = Table::alter().table(table).add_column(&mut column).to_owned();
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}
