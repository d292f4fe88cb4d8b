//! Tokens, with which programs act as a user.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, boolean, string_len, string_len_null, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite, too: a process killed halfway must find the tables as they were.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    /// Hashed, so that who reads the table cannot act as anybody.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("tokens")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(binary("hash").unique_key())
            .col(string_len("name", 64))
            .col(string_len("scopes", 64))
            .col(boolean("is_session"))
            .col(big_integer("created_at"))
            .col(big_integer_null("expires_at"))
            .col(big_integer_null("last_used_at"))
            .col(string_len_null("last_address", 64))
            .col(string_len("user_agent", 256))
            .foreign_key(ForeignKey::create().from("tokens", "user_id").to("users", "id"))
            .to_owned();
        manager.create_table(table).await?;
        let of_user =
            Index::create().name("tokens_of_user").table("tokens").col("user_id").to_owned();
        manager.create_index(of_user).await
    }
}
