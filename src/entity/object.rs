//! `objects`: what the store holds, under the key made of the id.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "objects")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub size: i64,
    pub media_type: String,
    /// A second one, the thumbnail, stands beside it.
    pub thumbnail: bool,
    /// Microseconds by the database's clock.
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
