//! The page of one's contacts.

use askama::Template;

use crate::{
    problem::Problems,
    web::{
        Chrome,
        conversation::Sidebar,
        people::views::{FoundView, PersonView},
    },
};

/// `GET /contacts`: somebody by name, one of the list, or one of everybody.
#[derive(Template)]
#[template(path = "pages/contacts.html")]
pub(super) struct ContactsPage {
    pub chrome: Chrome,
    pub sidebar: Sidebar,
    pub events: String,
    pub username: String,
    pub problems: Problems,
    /// Whoever is called nearly as what was refused.
    pub found: FoundView,
    pub contacts: Vec<PersonView>,
    /// Everybody else, where there are few.
    pub others: Option<Vec<PersonView>>,
    pub may_invite: bool,
}
