//! Looking for people, and the list of contacts.

use scraper::{ElementRef, Selector};
use url::form_urlencoded::byte_serialize;

use super::{Ask, Page, Person};

/// One line about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub username: String,
    /// The display name.
    pub name: String,
    pub is_contact: bool,
}

impl Line {
    fn read(line: ElementRef) -> Self {
        let part = |selector: &str| line.select(&Selector::parse(selector).unwrap()).next();
        let open = part(".person__open button[name=username]").expect("a way to talk");
        Self {
            username: open.attr("value").unwrap().to_owned(),
            name: part(".person__name").expect("a name").text().collect(),
            is_contact: part("form[action$='/remove']").is_some(),
        }
    }
}

impl Page {
    pub fn people(&self) -> Vec<Line> {
        self.all("li.person", Line::read)
    }

    pub fn usernames(&self) -> Vec<String> {
        self.usernames_in("")
    }

    /// The user names in a part of the page.
    pub fn usernames_in(&self, part: &str) -> Vec<String> {
        let lines = self.all(&format!("{part} li.person"), Line::read);
        lines.into_iter().map(|line| line.username).collect()
    }
}

impl Person {
    pub fn searches(&self, typed: &str) -> Ask<'_> {
        let typed: String = byte_serialize(typed.as_bytes()).collect();
        self.get(&format!("/people?q={typed}"))
    }

    /// The user names of those who are found, in their order.
    pub async fn finds(&self, typed: &str) -> Vec<String> {
        self.searches(typed).await.is(200).page().usernames()
    }

    /// Puts somebody into their list.
    pub fn adds(&self, username: &str) -> Ask<'_> {
        self.post("/contacts").form(&[("username", username)])
    }

    /// Takes somebody out of it.
    pub fn removes(&self, username: &str) -> Ask<'_> {
        self.post(&format!("/contacts/{username}/remove"))
    }

    /// The user names in their list, in its order.
    pub async fn contacts(&self) -> Vec<String> {
        self.opens("/contacts").await.usernames_in("#contacts")
    }

    /// The user names of everybody else, where there are few.
    pub async fn others(&self) -> Vec<String> {
        self.opens("/contacts").await.usernames_in("#everybody")
    }
}
