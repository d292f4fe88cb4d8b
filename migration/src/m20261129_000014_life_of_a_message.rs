//! What becomes of a message after it was posted: answered, edited, deleted,
//! reacted to, forwarded, pinned; and what a member keeps for themselves: where
//! their history begins, what is hidden, unread, pinned, archived or not yet
//! sent.
//!
//! Each column has a constant default, so the tables are not written anew. Texts
//! from before stay plain.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, text, text_null, uuid, uuid_null},
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
        for column in of_messages() {
            add(manager, "messages", column).await?;
        }
        for column in of_members() {
            add(manager, "members", column).await?;
        }
        add(manager, "conversations", big_integer_null("pinned_seq")).await?;
        for table in [reactions(), hidden_messages(), drafts()] {
            manager.create_table(table).await?;
        }
        let connection = manager.get_connection();
        for index in [
            "CREATE INDEX pinned_messages ON messages (conversation_id, seq)
             WHERE pinned_at IS NOT NULL",
            // To find the first message of a day.
            "CREATE INDEX messages_by_time ON messages (conversation_id, created_at)",
            "CREATE INDEX archived_members ON members (user_id)
             WHERE archived_seq IS NOT NULL",
        ] {
            connection.execute_unprepared(index).await?;
        }
        Ok(())
    }
}

/// SQLite takes one column at a time.
async fn add(manager: &SchemaManager<'_>, table: &str, column: ColumnDef) -> Result<(), DbErr> {
    let table = Table::alter().table(table.to_owned()).add_column(column).to_owned();
    manager.alter_table(table).await
}

fn of_messages() -> Vec<ColumnDef> {
    vec![
        text("format").default("plain").take(),
        // A hash of what the first attempt carried; none for texts from before.
        text_null("attempt_hash"),
        big_integer_null("reply_to"),
        uuid_null("forwarded_from"),
        big_integer_null("edited_at"),
        // The version at which the text became what it is; none: never changed.
        big_integer_null("text_version"),
        big_integer_null("pinned_at"),
        // How many kinds there are, so that messages without any cost nothing.
        integer("reactions").default(0).take(),
    ]
}

fn of_members() -> Vec<ColumnDef> {
    vec![
        // Nothing below it is ever shown to this member.
        big_integer("first_seq").default(1).take(),
        // Marked unread from here, whatever was read.
        big_integer_null("unread_from"),
        big_integer_null("pinned_at"),
        // The last `seq` when it was archived.
        big_integer_null("archived_seq"),
        // Counts what this member has changed for themselves here.
        big_integer("changes").default(0).take(),
        // How many messages this member has hidden.
        integer("hidden").default(0).take(),
    ]
}

fn reactions() -> TableCreateStatement {
    Table::create()
        .table("reactions")
        .col(uuid("conversation_id"))
        .col(big_integer("seq"))
        .col(text("emoji"))
        .col(uuid("user_id"))
        .col(big_integer("created_at"))
        .primary_key(Index::create().col("conversation_id").col("seq").col("emoji").col("user_id"))
        .foreign_key(
            ForeignKey::create()
                .from("reactions", ("conversation_id", "seq"))
                .to("messages", ("conversation_id", "seq")),
        )
        .foreign_key(ForeignKey::create().from("reactions", "user_id").to("users", "id"))
        .to_owned()
}

fn hidden_messages() -> TableCreateStatement {
    Table::create()
        .table("hidden_messages")
        .col(uuid("user_id"))
        .col(uuid("conversation_id"))
        .col(big_integer("seq"))
        .primary_key(Index::create().col("user_id").col("conversation_id").col("seq"))
        .foreign_key(ForeignKey::create().from("hidden_messages", "user_id").to("users", "id"))
        .to_owned()
}

fn drafts() -> TableCreateStatement {
    Table::create()
        .table("drafts")
        .col(uuid("user_id"))
        .col(uuid("conversation_id"))
        .col(text("body"))
        .col(big_integer_null("reply_to"))
        .col(big_integer("saved_at"))
        .primary_key(Index::create().col("user_id").col("conversation_id"))
        .foreign_key(ForeignKey::create().from("drafts", "user_id").to("users", "id"))
        .to_owned()
}
