//! `sessions`: the sessions of the embedded way, data included.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// SHA-256 of the session id: who reads the table cannot sign in with it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub data: Vec<u8>,
    /// Microseconds since 1970.
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
