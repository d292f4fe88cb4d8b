//! `tokens`: with which programs act as a user.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tokens")]
pub struct Model {
    /// What the token is called where it is not a secret.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// SHA-256 of the secret: who reads the table cannot act with it.
    pub hash: Vec<u8>,
    pub name: String,
    /// Words with a space between them.
    pub scopes: String,
    /// Whether it was made by signing in, and not in the settings.
    pub is_session: bool,
    /// Microseconds since 1970, as the two below.
    pub created_at: i64,
    /// None means it does not end by itself.
    pub expires_at: Option<i64>,
    /// Exact to five minutes; none when it was never used.
    pub last_used_at: Option<i64>,
    /// From where it was last used.
    pub last_address: Option<String>,
    /// What the program calls itself, at most 256 characters.
    pub user_agent: String,
}

impl ActiveModelBehavior for ActiveModel {}
