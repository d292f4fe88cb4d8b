//! The page of invitations.

use askama::Template;
use uuid::Uuid;

use crate::{
    config::Registration,
    entity::user,
    form::Fields,
    invitation::{Guest, Listed},
    paths,
    problem::Problems,
    web::{
        Chrome,
        settings::SettingsNav,
        time::{self, Clock},
    },
};

/// `GET /invitations`.
#[derive(Template)]
#[template(path = "pages/invitations.html")]
pub(super) struct InvitationsPage {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    /// Nobody comes in, so nothing can be made.
    pub is_closed: bool,
    pub days: String,
    pub uses: String,
    /// Whom the owner wants to let invite.
    pub username: String,
    pub problems: Problems,
    pub invitations: Vec<InvitationView>,
    pub guests: Vec<GuestView>,
    /// Who may invite beside the owner; only the owner sees them.
    pub inviters: Option<Vec<InviterView>>,
}

impl InvitationsPage {
    /// The forms as they are before anything is typed: a week, one person.
    pub fn fresh() -> Fields {
        Fields::of_query("days=7&uses=1")
    }
}

/// A link that lets somebody in.
pub(super) struct InvitationView {
    pub id: Uuid,
    pub link: String,
    /// What tells it from others.
    pub ending: String,
    /// When it expires: for the script, and in words. None means never.
    pub expires: Option<(String, String)>,
    /// How often it was used, and of how many times.
    pub uses: String,
    pub author: String,
}

impl InvitationView {
    pub fn new(one: &Listed, public_url: &url::Url, clock: &Clock) -> Self {
        let words = clock.words();
        let uses = match one.most_uses {
            Some(most) => words
                .with_all(
                    "invitation-uses-of",
                    &[("uses", &one.uses.to_string()), ("most", &most.to_string())],
                )
                .into_owned(),
            None => words.count("invitation-uses", &i64::from(one.uses)).into_owned(),
        };
        Self {
            id: one.id,
            link: link(public_url, &one.code),
            ending: ending(&one.code),
            expires: one.expires_at.map(|at| (time::iso(at), clock.in_words(at))),
            uses,
            author: one.author.clone(),
        }
    }
}

/// Somebody who came, when and by which link.
pub(super) struct GuestView {
    pub username: String,
    pub name: String,
    /// For the script, and in words.
    pub came: (String, String),
    pub ending: String,
    pub author: String,
}

impl GuestView {
    pub fn new(guest: &Guest, clock: &Clock) -> Self {
        let at = guest.created_at;
        Self {
            username: guest.username.clone(),
            name: guest.display_name.clone(),
            came: (time::iso(at), clock.in_words(at)),
            ending: ending(&guest.code),
            author: guest.author.clone(),
        }
    }
}

/// Somebody whom the owner has named.
pub(super) struct InviterView {
    pub username: String,
    pub name: String,
}

impl InviterView {
    pub fn new(user: &user::Model) -> Self {
        Self { username: user.username.clone(), name: user.display_name.clone() }
    }
}

/// The last letters of a code: enough to tell links apart, and no way in.
fn ending(code: &str) -> String {
    code.chars().skip(code.chars().count().saturating_sub(4)).collect()
}

/// What links are good for, as a sentence of the catalogue.
pub fn hint(registration: Registration) -> &'static str {
    match registration {
        Registration::Open => "invitations-open",
        Registration::Invite => "invitations-hint",
        Registration::Closed => "invitations-closed",
    }
}

/// Where the invited person begins.
pub fn link(public_url: &url::Url, code: &str) -> String {
    paths::absolute(public_url, &paths::register_with(code)).into()
}
