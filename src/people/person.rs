//! Somebody as another user sees them.

use sea_orm::FromQueryResult;
use uuid::Uuid;

/// A user in a search, in a contact list or on a card. Never the e-mail.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Person {
    pub id: Uuid,
    pub username: String,
    pub display_name: String,
    pub avatar_id: Option<Uuid>,
    /// Whether the reader has them in their list.
    pub is_contact: bool,
}
