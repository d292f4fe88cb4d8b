//! `conversations`: where messages are numbered.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `direct` or `group`.
    pub kind: String,
    /// The two user ids of a direct conversation, the smaller first: one per pair.
    /// Each of them is indexed, in the order of the list.
    pub pair_key: Option<String>,
    /// Of a group.
    pub title: Option<String>,
    pub description: String,
    /// Anybody may find it and join.
    pub is_open: bool,
    /// Who joins sees what was said before.
    pub shows_history: bool,
    /// How many there are, of a group.
    pub members: i64,
    /// Of the link by which anybody may join.
    pub link_hash: Option<Vec<u8>>,
    /// The object that is the picture of a group; none means its initials.
    pub avatar_id: Option<Uuid>,
    pub last_seq: i64,
    /// Counts changes; the order of versions is the order of commits.
    pub version: i64,
    /// Microseconds by the database's clock; orders the list.
    pub last_message_at: i64,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
