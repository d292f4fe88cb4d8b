//! The settings page.

use std::collections::BTreeMap;

use askama::Template;
use uuid::Uuid;

use super::zones;
use crate::{
    app::App,
    entity::{session, user},
    form::Fields,
    language::{Language, Words},
    notification::{NoticeContent, time_of_day},
    problem::Problems,
    session::{Confirmed, Device},
    user::Role,
    web::{
        Chrome,
        link::views::{KnownChat, LinkView},
        time::{self, Clock},
        token::views::{NewTokenForm, TokenView},
        user::AvatarView,
    },
};

/// What the forms hold: what is stored, or what was typed and refused.
pub(super) struct Values {
    pub display_name: String,
    pub email: String,
    /// A tag; empty means as the browser asks.
    pub language: String,
    /// Empty means as the system.
    pub theme: String,
    /// Empty means as the device.
    pub time_zone: String,
    pub shares_reading: bool,
    /// `on` or `off`.
    pub presence: String,
    pub content: String,
    /// `on` or `off`.
    pub pictures: String,
    /// Empty means no quiet hours.
    pub quiet_from: String,
    pub quiet_until: String,
}

impl Values {
    pub fn of(user: &user::Model) -> Self {
        Self {
            display_name: user.display_name.clone(),
            email: user.email.clone().unwrap_or_default(),
            language: user.language.clone().unwrap_or_default(),
            theme: user.theme.clone().unwrap_or_default(),
            time_zone: user.time_zone.clone().unwrap_or_default(),
            shares_reading: user.shares_reading,
            presence: on_or_off(user.shows_presence),
            content: user.notice_content.clone(),
            pictures: on_or_off(user.notice_pictures),
            quiet_from: time_of_day(user.quiet_from),
            quiet_until: time_of_day(user.quiet_until),
        }
    }

    /// With the fields of a form in the place of what is stored.
    pub fn typed(self, fields: &Fields) -> Self {
        let kept = |name, stored| if fields.has(name) { fields.typed(name) } else { stored };
        Self {
            display_name: kept("display_name", self.display_name),
            email: kept("email", self.email),
            language: kept("language", self.language),
            theme: kept("theme", self.theme),
            time_zone: kept("time_zone", self.time_zone),
            shares_reading: match fields.typed("receipts").as_str() {
                "on" => true,
                "off" => false,
                _ => self.shares_reading,
            },
            presence: kept("presence", self.presence),
            content: kept("content", self.content),
            pictures: kept("pictures", self.pictures),
            quiet_from: kept("quiet_from", self.quiet_from),
            quiet_until: kept("quiet_until", self.quiet_until),
        }
    }
}

fn on_or_off(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// The forms of the page that have a field for the current password, and the
/// others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Avatar,
    Profile,
    Password,
    Link,
    Token,
    Other,
}

/// The pane on the left, which the invitations have too.
pub struct SettingsNav {
    pub may_invite: bool,
    /// What invitations are good for now.
    pub invitations_hint: &'static str,
    pub on_invitations: bool,
}

impl SettingsNav {
    pub fn new(app: &App, user: &user::Model, on_invitations: bool) -> Self {
        Self {
            may_invite: Role::of(&user.role).may_invite(),
            invitations_hint: crate::web::invitation::hint(app.users.registration()),
            on_invitations,
        }
    }
}

/// `GET /settings`.
#[derive(Template)]
#[template(path = "pages/settings.html")]
pub(super) struct SettingsPage {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub username: String,
    pub avatar: AvatarView,
    pub values: Values,
    pub problems: Problems,
    /// The form that they are about.
    pub refused: Option<Form>,
    /// Whether the password was given lately.
    pub is_confirmed: bool,
    /// The sentence about what was just done.
    pub done: Option<&'static str>,
    pub devices: Vec<DeviceView>,
    pub link: LinkView,
    /// The chat that is linked, which may be somebody else's.
    pub chat: Option<KnownChat>,
    pub tokens: Vec<TokenView>,
    pub new_token: NewTokenForm,
    /// The secret of a token that was just made.
    pub secret: Option<String>,
    /// Whether tokens with a name are to outlive the password.
    pub keeps_tokens: bool,
}

static NO_PROBLEMS: Problems = Problems::none();

impl SettingsPage {
    /// The same field stands in several forms.
    fn problems_in(&self, form: Form) -> &Problems {
        if self.refused == Some(form) { &self.problems } else { &NO_PROBLEMS }
    }

    /// Whether this form has to ask for the password.
    fn asks_password(&self, form: Form) -> bool {
        !self.is_confirmed || self.problems_in(form).of(Confirmed::FIELD).is_some()
    }

    /// Whether there are tokens of which a new password asks.
    fn has_named_tokens(&self) -> bool {
        self.tokens.iter().any(|token| !token.is_session)
    }

    fn languages(&self) -> [Language; 2] {
        Language::ALL
    }

    /// How much Telegram may know, each with its words.
    fn contents(&self) -> [(NoticeContent, &'static str); 3] {
        NoticeContent::ALL.map(|content| match content {
            NoticeContent::Text => (content, "notice-content-text"),
            NoticeContent::Sender => (content, "notice-content-sender"),
            NoticeContent::Nothing => (content, "notice-content-nothing"),
        })
    }

    fn zones(&self) -> &'static BTreeMap<String, Vec<String>> {
        &zones::ZONES
    }

    /// A zone that is stored and has an old name must not be lost by saving.
    fn has_unlisted_zone(&self) -> bool {
        !self.values.time_zone.is_empty() && !zones::is_offered(&self.values.time_zone)
    }
}

/// One browser that is signed in.
pub(super) struct DeviceView {
    pub session: Uuid,
    pub name: String,
    /// The one that shows this page.
    pub is_this: bool,
    pub last_used: (String, String),
    pub signed_in: (String, String),
}

impl DeviceView {
    pub fn new(row: &session::Model, this: Uuid, clock: &Clock) -> Self {
        let shown = |micros| (time::iso(micros), clock.ago(micros));
        Self {
            session: row.name,
            name: name_of(Device::of(&row.user_agent), clock.words()),
            is_this: row.name == this,
            last_used: shown(row.last_used_at),
            signed_in: shown(row.signed_in_at),
        }
    }
}

fn name_of(device: Device, words: Words) -> String {
    match (device.browser, device.system) {
        (Some(browser), Some(system)) => {
            words.with_all("device", &[("browser", browser), ("system", system)]).into_owned()
        }
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => words.say("device-unknown").into_owned(),
    }
}
