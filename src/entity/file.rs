//! `files`: what messages carry, and what was uploaded and is not sent yet.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Several have the same where a message was forwarded.
    pub object_id: Uuid,
    pub conversation_id: Uuid,
    pub uploader_id: Uuid,
    /// Unique for its uploader.
    pub nonce: String,
    /// None: not sent yet.
    pub message_seq: Option<i64>,
    /// Among the files of its message.
    pub place: i16,
    pub name: String,
    /// `picture`, `voice`, `audio`, `video` or `other`.
    pub kind: String,
    pub size: i64,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub duration_ms: Option<i64>,
    /// One letter a bar, `0`–`9` and `a`–`v`.
    pub waveform: String,
    pub alt: String,
    pub animated: bool,
    /// Microseconds by the database's clock.
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
