//! What messages are found by, and what of before is still to be looked through.
//!
//! PostgreSQL has the words of a message as a `tsvector`. SQLite has them in FTS5, which
//! keeps no copy of them; its numbers grow with the time at which something was said, so
//! that it is gone through from the newest back.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, uuid},
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
        manager.create_table(backlog()).await?;
        let connection = manager.get_connection();
        let (words, now): (&[&str], _) = match connection.get_database_backend() {
            DbBackend::Postgres => (&POSTGRES, "(extract(epoch from now()) * 1000000)::bigint"),
            _ => (&SQLITE, "CAST(unixepoch('subsec') * 1000000 AS INTEGER)"),
        };
        let all = format!(
            "INSERT INTO search_backlog (conversation_id, below_seq, at, version, since)
             SELECT id, last_seq, last_message_at, version, {now} FROM conversations
             WHERE last_seq > 0"
        );
        let order = "CREATE INDEX search_backlog_order ON search_backlog (at) WHERE below_seq > 0";
        for statement in words.iter().copied().chain([order, &all]) {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// Of the conversations that were there before. The release before knows nothing of it,
/// and may end some of them.
fn backlog() -> TableCreateStatement {
    Table::create()
        .table("search_backlog")
        .col(uuid("conversation_id").primary_key())
        // Messages up to this one have no words yet.
        .col(big_integer("below_seq"))
        // When that was said.
        .col(big_integer("at"))
        // What was changed later may have been changed by the release before.
        .col(big_integer("version"))
        .col(big_integer("since"))
        .foreign_key(
            ForeignKey::create()
                .from("search_backlog", "conversation_id")
                .to("conversations", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// What was added is looked through one by one until it is put into the index, so that
/// is done before it is much.
const POSTGRES: [&str; 2] = [
    "CREATE TABLE message_words (
         conversation_id uuid NOT NULL, seq bigint NOT NULL, at bigint NOT NULL,
         text_version bigint NOT NULL, words tsvector NOT NULL,
         PRIMARY KEY (conversation_id, seq))",
    "CREATE INDEX message_words_found ON message_words USING gin (words)
         WITH (fastupdate = on, gin_pending_list_limit = 1024)",
];

/// With a key of its own, which no copy of the database numbers anew. The last word of a
/// question is the beginning of one.
const SQLITE: [&str; 3] = [
    "CREATE TABLE message_words (
         id INTEGER PRIMARY KEY, conversation_id uuid_text NOT NULL, seq bigint NOT NULL,
         text_version bigint NOT NULL)",
    "CREATE UNIQUE INDEX message_words_of ON message_words (conversation_id, seq)",
    "CREATE VIRTUAL TABLE message_index USING fts5(
         words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3')",
];
