//! Groups: what they are called and who may come in, and what each member may do
//! there.
//!
//! Each column has a constant default, so the tables are not written anew.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary_null, boolean, text},
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
        for (table, column) in columns() {
            let table = Table::alter().table(table).add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        let connection = manager.get_connection();
        for index in [
            "CREATE INDEX open_groups ON conversations (id) WHERE is_open",
            "CREATE UNIQUE INDEX group_links ON conversations (link_hash)
             WHERE link_hash IS NOT NULL",
        ] {
            connection.execute_unprepared(index).await?;
        }
        Ok(())
    }
}

/// SQLite takes one column at a time.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    vec![
        ("conversations", text("description").default("").take()),
        // The title as it is looked for, folded.
        ("conversations", text("search_title").default("").take()),
        // Anybody may find it and join.
        ("conversations", boolean("is_open").default(false).take()),
        // Who joins sees what was said before.
        ("conversations", boolean("shows_history").default(true).take()),
        // How many there are, of a group.
        ("conversations", big_integer("members").default(0).take()),
        // Of the link by which anybody may join.
        ("conversations", binary_null("link_hash").take()),
        // `owner`, `admin` or `member`, of a group.
        ("members", text("role").default("member").take()),
        // What this member is told outside: `all`, `mentions` or `nothing`.
        ("members", text("level").default("all").take()),
    ]
}
