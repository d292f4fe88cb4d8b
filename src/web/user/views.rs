//! Pages about accounts.

use askama::Template;

use crate::{form::Fields, paths, problem::Problems, web::Chrome};

/// The registration form, empty or with what was typed and what is wrong.
#[derive(Template)]
#[template(path = "pages/register.html")]
pub(super) struct RegisterPage {
    pub chrome: Chrome,
    pub username: String,
    pub display_name: String,
    pub email: String,
    pub invite: String,
    /// Where to go afterwards, or empty.
    pub next: String,
    /// Whether nobody gets in without.
    pub asks_invite: bool,
    /// Who invites and where, as a sentence, when the code is good.
    pub invitation: Option<String>,
    pub problems: Problems,
}

impl RegisterPage {
    pub fn new(
        chrome: Chrome,
        fields: &Fields,
        asks_invite: bool,
        invitation: Option<String>,
        problems: Problems,
    ) -> Self {
        Self {
            chrome,
            username: fields.typed("username"),
            display_name: fields.typed("display_name"),
            email: fields.typed("email"),
            invite: fields.typed("invite"),
            next: paths::for_newcomers(&fields.typed("next")).unwrap_or_default().to_owned(),
            asks_invite,
            invitation,
            problems,
        }
    }
}

/// The one rule that makes messages of this author the reader's own.
#[derive(Template)]
#[template(path = "own.css", escape = "none")]
pub(super) struct OwnStylesheet<'a> {
    pub username: &'a str,
}
