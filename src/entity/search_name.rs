//! `search_names`: what people are found by, folded, as bytes: both databases
//! compare those in the same way, so a range of the key is a prefix search.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_names")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
