//! `telegram_links`: which chat belongs to whom, and how it goes there.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "telegram_links")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub chat_id: i64,
    /// As Telegram gave it when the chat was linked; people may have none.
    pub telegram_username: Option<String>,
    /// Of the token or code that was used, to know it when it comes again.
    pub secret_hash: Option<Vec<u8>>,
    pub linked_at: i64,
    /// The last message that got there.
    pub sent_at: Option<i64>,
    /// Since when nothing gets there; none once something does.
    pub failed_at: Option<i64>,
    /// The person does not want the bot any more: nothing is tried.
    pub blocked_at: Option<i64>,
    /// The person wants quiet from all conversations until they say otherwise.
    pub muted_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
