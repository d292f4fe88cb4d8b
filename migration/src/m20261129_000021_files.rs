//! Files on messages, and the objects in the store that hold their bytes.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer_null, small_integer, text, text_null, uuid,
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
        // What a message shows of its files, so that nobody has to look them up.
        let shown = Table::alter().table("messages").add_column(text_null("files")).to_owned();
        manager.alter_table(shown).await?;
        for table in [objects(), files()] {
            manager.create_table(table).await?;
        }
        let connection = manager.get_connection();
        for index in [
            "CREATE UNIQUE INDEX files_by_nonce ON files (uploader_id, nonce)",
            "CREATE INDEX files_of_conversation ON files (conversation_id, message_seq)",
            "CREATE INDEX files_not_sent ON files (created_at) WHERE message_seq IS NULL",
            // With the size, so that a sum reads nothing else.
            "CREATE INDEX files_of_uploader ON files (uploader_id, size)",
            "CREATE INDEX files_of_object ON files (object_id)",
        ] {
            connection.execute_unprepared(index).await?;
        }
        Ok(())
    }
}

fn objects() -> TableCreateStatement {
    Table::create()
        .table("objects")
        .col(uuid("id").primary_key())
        .col(big_integer("size"))
        .col(text("media_type"))
        // A second object, the thumbnail, stands beside it.
        .col(boolean("thumbnail"))
        .col(big_integer("created_at"))
        .to_owned()
}

fn files() -> TableCreateStatement {
    let refers = |column: &'static str, table: &'static str| {
        ForeignKey::create().from("files", column).to(table, "id").to_owned()
    };
    Table::create()
        .table("files")
        .col(uuid("id").primary_key())
        // Several where a message was forwarded.
        .col(uuid("object_id"))
        .col(uuid("conversation_id"))
        .col(uuid("uploader_id"))
        .col(text("nonce"))
        // None: not sent yet.
        .col(big_integer_null("message_seq"))
        .col(small_integer("place"))
        .col(text("name"))
        // `picture`, `voice`, `audio`, `video` or `other`.
        .col(text("kind"))
        .col(big_integer("size"))
        .col(integer_null("width"))
        .col(integer_null("height"))
        .col(big_integer_null("duration_ms"))
        .col(text("waveform"))
        .col(text("alt"))
        .col(boolean("animated"))
        .col(big_integer("created_at"))
        .foreign_key(&mut refers("object_id", "objects"))
        .foreign_key(&mut refers("conversation_id", "conversations"))
        .foreign_key(&mut refers("uploader_id", "users"))
        .to_owned()
}
