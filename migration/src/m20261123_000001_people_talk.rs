//! Users, conversations with their members and messages, sessions, and the
//! epoch of the database.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary, boolean, integer, string_len, string_len_null, text,
        uuid,
    },
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
        create_users(manager).await?;
        create_conversations(manager).await?;
        create_members(manager).await?;
        create_messages(manager).await?;
        create_sessions(manager).await?;
        create_epoch(manager).await
    }
}

async fn create_users(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("users")
        .col(uuid("id").primary_key())
        .col(string_len("username", 32).unique_key())
        .col(string_len("display_name", 64))
        .col(string_len_null("email", 254).unique_key())
        .col(text("password_hash"))
        .col(string_len_null("language", 8))
        .col(string_len_null("theme", 8))
        .col(string_len_null("time_zone", 64))
        .col(integer("session_epoch").default(0))
        .col(big_integer_null("disabled_at"))
        .col(big_integer("created_at"))
        .to_owned();
    manager.create_table(table).await
}

async fn create_conversations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("conversations")
        .col(uuid("id").primary_key())
        .col(string_len("kind", 8))
        .col(string_len_null("pair_key", 73).unique_key())
        .col(big_integer("last_seq").default(0))
        .col(big_integer("version").default(0))
        .col(big_integer("last_message_at"))
        .col(big_integer("created_at"))
        .to_owned();
    manager.create_table(table).await
}

async fn create_members(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("members")
        .col(uuid("conversation_id"))
        .col(uuid("user_id"))
        .col(big_integer("last_read_seq").default(0))
        .col(big_integer("joined_at"))
        .primary_key(Index::create().col("conversation_id").col("user_id"))
        .foreign_key(
            ForeignKey::create().from("members", "conversation_id").to("conversations", "id"),
        )
        .foreign_key(ForeignKey::create().from("members", "user_id").to("users", "id"))
        .to_owned();
    manager.create_table(table).await?;
    let by_user = Index::create()
        .name("members_of_user")
        .table("members")
        .col("user_id")
        .col("conversation_id")
        .to_owned();
    manager.create_index(by_user).await
}

async fn create_messages(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("messages")
        .col(uuid("conversation_id"))
        .col(big_integer("seq"))
        .col(big_integer("version"))
        .col(uuid("author_id"))
        .col(string_len("nonce", 64))
        .col(text("body"))
        .col(boolean("continues").default(false))
        .col(big_integer("created_at"))
        .col(big_integer_null("deleted_at"))
        .primary_key(Index::create().col("conversation_id").col("seq"))
        .foreign_key(
            ForeignKey::create().from("messages", "conversation_id").to("conversations", "id"),
        )
        .foreign_key(ForeignKey::create().from("messages", "author_id").to("users", "id"))
        .to_owned();
    manager.create_table(table).await?;
    for (name, columns) in [
        ("messages_by_version", &["conversation_id", "version"][..]),
        ("messages_by_nonce", &["conversation_id", "author_id", "nonce"][..]),
    ] {
        let mut index = Index::create().name(name).table("messages").unique().to_owned();
        for column in columns {
            index.col(*column);
        }
        manager.create_index(index).await?;
    }
    Ok(())
}

async fn create_sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("sessions")
        .col(string_len("id", 64).primary_key())
        .col(binary("data"))
        .col(big_integer("expires_at"))
        .to_owned();
    manager.create_table(table).await?;
    let by_expiry =
        Index::create().name("sessions_by_expiry").table("sessions").col("expires_at").to_owned();
    manager.create_index(by_expiry).await
}

/// One row that names this life of the data; a restore writes another.
async fn create_epoch(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create().table("database_epoch").col(text("id").primary_key()).to_owned();
    manager.create_table(table).await?;
    let connection = manager.get_connection();
    let random = match connection.get_database_backend() {
        DbBackend::Postgres => "replace(gen_random_uuid()::text, '-', '')",
        _ => "lower(hex(randomblob(16)))",
    };
    connection
        .execute_unprepared(&format!("INSERT INTO database_epoch (id) VALUES ({random})"))
        .await?;
    Ok(())
}
