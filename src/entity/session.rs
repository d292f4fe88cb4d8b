//! `sessions`: one row for each: whose it is, on what device, and its data.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// SHA-256 of the session id: who reads the table cannot sign in with it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What the session is called where it is not a secret.
    pub name: Uuid,
    pub user_id: Uuid,
    /// What the browser calls itself, at most 256 characters.
    pub user_agent: String,
    /// Microseconds since 1970, as the two below.
    pub signed_in_at: i64,
    /// Exact to five minutes.
    pub last_used_at: i64,
    pub expires_at: i64,
    /// What the session holds, as JSON.
    pub data: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
