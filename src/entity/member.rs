//! `members`: who is in a conversation and how far they have read.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub last_read_seq: i64,
    pub joined_at: i64,
    /// Told nothing of this conversation until then.
    pub muted_until: Option<i64>,
    /// `owner`, `admin` or `member`, of a group.
    pub role: String,
    /// What this member is told outside: `all`, `mentions` or `nothing`.
    pub level: String,
    /// Counts what this member changes for themselves.
    pub changes: i64,
}

impl ActiveModelBehavior for ActiveModel {}
