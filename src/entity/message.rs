//! `messages`: keyed by conversation and `seq`, like a partitioned key-value
//! store; every query names the conversation.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The conversation's version at the last change of this message.
    pub version: i64,
    pub author_id: Uuid,
    pub nonce: String,
    pub body: String,
    /// `plain`, `markdown`, or `event` of a line.
    pub format: String,
    /// Same author as `seq - 1` and at most five minutes later.
    pub continues: bool,
    /// Microseconds by the database's clock.
    pub created_at: i64,
    /// A tombstone keeps its number and its version.
    pub deleted_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
