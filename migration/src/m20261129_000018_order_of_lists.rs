//! Indexes that have the conversations of a list in its order.
//!
//! A direct conversation stands in one for each of the two users, who are named
//! by its key. So nothing is written for those that are there already, and those
//! that the release before starts while both are running are found, too. Groups,
//! and what somebody has pinned, are few: they are found by their members.

use sea_orm_migration::{
    prelude::*,
    schema::boolean,
    sea_orm::{ConnectionTrait, DbBackend},
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
        let in_group = boolean("in_group").default(false).take();
        let members = Table::alter().table("members").add_column(in_group).to_owned();
        manager.alter_table(members).await?;
        let connection = manager.get_connection();
        let of_user = |name: &str, user: &str| {
            let user = match connection.get_database_backend() {
                DbBackend::Postgres => format!("CAST({user} AS uuid)"),
                _ => user.to_owned(),
            };
            format!(
                "CREATE INDEX {name} ON conversations (({user}), last_message_at, id)
                 WHERE pair_key IS NOT NULL"
            )
        };
        for statement in [
            "UPDATE members SET in_group = TRUE WHERE conversation_id IN (
                 SELECT id FROM conversations WHERE kind <> 'direct')",
            "CREATE INDEX members_listed_apart ON members (user_id)
             WHERE in_group OR pinned_at IS NOT NULL",
            &of_user("conversations_of_first", "substr(pair_key, 1, 36)"),
            &of_user("conversations_of_second", "substr(pair_key, 38, 36)"),
        ] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
