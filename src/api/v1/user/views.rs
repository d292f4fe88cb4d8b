//! An account as its owner's programs read it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{Moment, v1::file::views::avatar_path},
    entity::user,
    notification::time_of_day,
};

/// The owner of the token.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
pub struct MeView<'u> {
    username: &'u str,
    display_name: &'u str,
    /// Where one's picture is, asked with the same token; none when one has chosen none.
    avatar: Option<String>,
    email: Option<&'u str>,
    /// `owner`, `inviter` or `member`.
    #[schema(examples("member"))]
    role: &'u str,
    created_at: Moment,
}

impl<'u> MeView<'u> {
    pub fn new(user: &'u user::Model) -> Self {
        Self {
            username: &user.username,
            display_name: &user.display_name,
            avatar: avatar_path(user.avatar_id),
            email: user.email.as_deref(),
            role: &user.role,
            created_at: Moment(user.created_at),
        }
    }
}

/// How somebody wants it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Preferences)]
pub struct PreferencesView<'u> {
    /// `en` or `ru`; none means as is asked for.
    language: Option<&'u str>,
    /// `light` or `dark`; none means as the system has it.
    theme: Option<&'u str>,
    /// A name of the IANA database.
    time_zone: Option<&'u str>,
    /// Whether others are told how far one has read, and one is told it of others.
    shares_reading: bool,
    /// Whether others see when one is here.
    shows_presence: bool,
}

impl<'u> PreferencesView<'u> {
    pub fn new(user: &'u user::Model) -> Self {
        Self {
            language: user.language.as_deref(),
            theme: user.theme.as_deref(),
            time_zone: user.time_zone.as_deref(),
            shares_reading: user.shares_reading,
            shows_presence: user.shows_presence,
        }
    }
}

/// What Telegram tells somebody, and when not.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoticeSettings)]
pub struct NoticeSettingsView<'u> {
    /// `text`, `sender` or `nothing`.
    #[schema(examples("text"))]
    content: &'u str,
    /// Whether small pictures go along with the text.
    pictures: bool,
    /// `22:30` by the owner's clock; none without quiet hours.
    quiet_from: Option<String>,
    quiet_until: Option<String>,
}

impl<'u> NoticeSettingsView<'u> {
    pub fn new(user: &'u user::Model) -> Self {
        let time = |minutes: Option<i16>| minutes.map(|minutes| time_of_day(Some(minutes)));
        Self {
            content: &user.notice_content,
            pictures: user.notice_pictures,
            quiet_from: time(user.quiet_from),
            quiet_until: time(user.quiet_until),
        }
    }
}
