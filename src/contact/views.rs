//! The page of one's contacts.

use askama::Template;

use crate::{conversation::Sidebar, people::views::PersonView, problem::Problems, web::Chrome};

/// `GET /contacts`: somebody new by exact name, or one of the list.
#[derive(Template)]
#[template(path = "pages/contacts.html")]
pub(super) struct ContactsPage {
    pub chrome: Chrome,
    pub sidebar: Sidebar,
    pub events: String,
    pub username: String,
    pub problems: Problems,
    pub people: Vec<PersonView>,
}
