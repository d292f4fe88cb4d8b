//! Telegram: whose chat is whose, how a chat is linked, what each person should
//! be told there, and what was sent.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary, boolean, integer, small_integer_null, string_len,
        string_len_null, uuid, uuid_null,
    },
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
        create_links(manager).await?;
        create_link_tokens(manager).await?;
        create_notifications(manager).await?;
        create_notices(manager).await?;
        add_wishes(manager).await
    }
}

/// One chat a user, one user a chat.
async fn create_links(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("telegram_links")
        .col(uuid("user_id").primary_key())
        .col(big_integer("chat_id").unique_key())
        .col(string_len_null("telegram_username", 64))
        .col(big_integer("linked_at"))
        .col(big_integer_null("sent_at"))
        .col(big_integer_null("failed_at"))
        .col(big_integer_null("blocked_at"))
        .col(big_integer_null("muted_at"))
        .foreign_key(ForeignKey::create().from("telegram_links", "user_id").to("users", "id"))
        .to_owned();
    manager.create_table(table).await
}

/// One attempt to link a user, hashed, so that who reads the table cannot use it.
async fn create_link_tokens(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("link_tokens")
        .col(uuid("user_id").primary_key())
        .col(binary("token_hash").unique_key())
        .col(binary("code_hash").unique_key())
        .col(big_integer("expires_at"))
        .foreign_key(ForeignKey::create().from("link_tokens", "user_id").to("users", "id"))
        .to_owned();
    manager.create_table(table).await
}

async fn create_notifications(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("notifications")
        .col(uuid("user_id"))
        .col(uuid("conversation_id"))
        .col(big_integer("wanted_seq"))
        .col(big_integer("told_seq").default(0))
        .col(big_integer("generation").default(1))
        .col(big_integer_null("due_at"))
        .col(integer("attempts").default(0))
        .col(big_integer_null("parked_at"))
        .col(big_integer_null("message_id"))
        .col(big_integer_null("message_sent_at"))
        .col(boolean("answered").default(false))
        .col(uuid_null("claim"))
        .col(big_integer_null("claimed_until"))
        .primary_key(Index::create().col("user_id").col("conversation_id"))
        .foreign_key(ForeignKey::create().from("notifications", "user_id").to("users", "id"))
        .to_owned();
    manager.create_table(table).await?;
    let by_due = Index::create()
        .name("notifications_by_due")
        .table("notifications")
        .col("due_at")
        .to_owned();
    manager.create_index(by_due).await
}

/// What stands in Telegram, for answers to it.
async fn create_notices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("notices")
        .col(big_integer("chat_id"))
        .col(big_integer("message_id"))
        .col(uuid("user_id"))
        .col(uuid("conversation_id"))
        .col(big_integer("seq"))
        .col(big_integer("sent_at"))
        .primary_key(Index::create().col("chat_id").col("message_id"))
        .foreign_key(ForeignKey::create().from("notices", "user_id").to("users", "id"))
        .to_owned();
    manager.create_table(table).await?;
    let by_age = Index::create().name("notices_by_age").table("notices").col("sent_at").to_owned();
    manager.create_index(by_age).await
}

/// What somebody wants to be told: how much, when not, and where not. SQLite
/// adds one column at a time.
async fn add_wishes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        ("users", string_len("notice_content", 8).default("text").to_owned()),
        ("users", small_integer_null("quiet_from").to_owned()),
        ("users", small_integer_null("quiet_until").to_owned()),
        ("members", big_integer_null("muted_until").to_owned()),
    ];
    for (table, mut column) in columns {
        let change = Table::alter().table(table).add_column(&mut column).to_owned();
        manager.alter_table(change).await?;
    }
    Ok(())
}
