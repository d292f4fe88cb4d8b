//! `users`: everybody with an account.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Folded to lower case, never changed: it stands in every message fragment.
    pub username: String,
    pub display_name: String,
    /// Folded to lower case, never shown: good for signing in, and nobody is
    /// found by it.
    pub email: Option<String>,
    pub password_hash: String,
    /// `en` or `ru`; none means as the browser asks.
    pub language: Option<String>,
    /// `light` or `dark`; none means as the system.
    pub theme: Option<String>,
    /// An IANA name; none means UTC until the page's script knows better.
    pub time_zone: Option<String>,
    /// `owner` (the first account), `inviter` or `member`.
    pub role: String,
    /// Whether others are told how far this user has read, and this user how
    /// far others have.
    pub shares_reading: bool,
    /// Sessions of a lower epoch have ended.
    pub session_epoch: i32,
    /// Microseconds since 1970; none means the account works.
    pub disabled_at: Option<i64>,
    pub created_at: i64,
    /// When they were last online, known once they have gone.
    pub last_active_at: Option<i64>,
    /// Whether others see when they are here.
    pub shows_presence: bool,
    /// How much Telegram shows: `text`, `sender` or `nothing`.
    pub notice_content: String,
    /// Whether small pictures go along with the text.
    pub notice_pictures: bool,
    /// Quiet hours in minutes of the day by the user's clock; both or neither.
    pub quiet_from: Option<i16>,
    pub quiet_until: Option<i16>,
    /// By which invitation they came; none means without one.
    pub invitation_id: Option<Uuid>,
    /// The object that is their picture; none means their initials.
    pub avatar_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
