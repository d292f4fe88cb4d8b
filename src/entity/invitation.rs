//! `invitations`: links that let people in while registration is by invitation.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What stands in the link: whoever has it may register.
    pub code: String,
    pub author_id: Uuid,
    /// Microseconds since 1970, as all times here.
    pub created_at: i64,
    /// None means it does not expire.
    pub expires_at: Option<i64>,
    /// None means any number of people may use it.
    pub most_uses: Option<i32>,
    pub uses: i32,
    pub revoked_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
