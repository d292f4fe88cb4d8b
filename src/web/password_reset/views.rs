//! The page on which a new password is chosen.

use askama::Template;

use crate::{
    problem::Problems,
    web::{Chrome, link::views::KnownChat},
};

#[derive(Template)]
#[template(path = "pages/reset.html")]
pub(super) struct ResetPage {
    pub chrome: Chrome,
    /// The link itself, to which the form is posted.
    pub action: String,
    pub username: String,
    /// The chat that is linked, which may be somebody else's.
    pub chat: Option<KnownChat>,
    pub problems: Problems,
}
