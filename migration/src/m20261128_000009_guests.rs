//! By which invitation somebody came.

use sea_orm_migration::{prelude::*, schema::uuid_null, sea_orm::ConnectionTrait};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite, too: a process killed halfway must find the tables as they were.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    /// No foreign key: invitations name users already, and SQLite cannot add one
    /// to a table that is there.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let invitation =
            Table::alter().table("users").add_column(uuid_null("invitation_id")).to_owned();
        manager.alter_table(invitation).await?;
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE INDEX users_of_invitation ON users (invitation_id)
                 WHERE invitation_id IS NOT NULL",
            )
            .await?;
        Ok(())
    }
}
