//! People in searches, in lists and on cards.

use askama::Template;
use uuid::Uuid;

use crate::{
    group::FoundGroup,
    paths,
    people::Person,
    problem::Problems,
    web::{Chrome, conversation::Sidebar, group::FoundGroupView, user::AvatarView},
};

/// A line about somebody, or their card.
#[derive(Debug)]
pub struct PersonView {
    pub username: String,
    pub name: String,
    pub avatar: AvatarView,
    pub is_contact: bool,
    /// The reader themselves.
    pub is_reader: bool,
}

impl PersonView {
    pub fn new(person: &Person, reader: Uuid) -> Self {
        Self {
            avatar: AvatarView::of(&person.username, &person.display_name, person.avatar_id),
            username: person.username.clone(),
            name: person.display_name.clone(),
            is_contact: person.is_contact,
            is_reader: person.id == reader,
        }
    }

    pub fn all(people: &[Person], reader: Uuid) -> Vec<Self> {
        people.iter().map(|person| Self::new(person, reader)).collect()
    }
}

/// The line of one person, for htmx.
#[derive(Template)]
#[template(path = "fragments/person.html")]
pub struct PersonRow {
    pub chrome: Chrome,
    pub person: PersonView,
}

/// Those who were found, or a sentence.
#[derive(Template)]
#[template(path = "fragments/people.html")]
pub struct FoundView {
    chrome: Chrome,
    /// What was searched for, or empty.
    typed: String,
    people: Vec<PersonView>,
    groups: Vec<FoundGroupView>,
}

impl FoundView {
    pub fn new(chrome: &Chrome, typed: &str, people: &[Person], reader: Uuid) -> Self {
        Self {
            chrome: chrome.clone(),
            typed: typed.trim().to_owned(),
            people: PersonView::all(people, reader),
            groups: Vec::new(),
        }
    }

    /// Where messages are looked for by the same words.
    fn messages(&self) -> String {
        paths::search([("q", &*self.typed)])
    }

    /// With groups below the people.
    pub fn with_groups(self, groups: &[FoundGroup]) -> Self {
        Self { groups: groups.iter().map(FoundGroupView::new).collect(), ..self }
    }
}

/// `GET /people`.
#[derive(Template)]
#[template(path = "pages/people.html")]
pub(super) struct PeoplePage {
    pub chrome: Chrome,
    pub sidebar: Sidebar,
    pub events: String,
    pub query: String,
    pub problems: Problems,
    pub found: FoundView,
}

/// `GET /people/{username}`: the card of one person.
#[derive(Template)]
#[template(path = "pages/person.html")]
pub(super) struct PersonPage {
    pub chrome: Chrome,
    pub sidebar: Sidebar,
    pub events: String,
    pub person: PersonView,
}
