//! One-time links with which the operator lets somebody choose a new password.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite, too: a process killed halfway must find the tables as they were.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    /// One link a user, hashed, so that who reads the table cannot use it.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("password_resets")
            .col(uuid("user_id").primary_key())
            .col(binary("token_hash").unique_key())
            .col(big_integer("expires_at"))
            .foreign_key(ForeignKey::create().from("password_resets", "user_id").to("users", "id"))
            .to_owned();
        manager.create_table(table).await
    }
}
