//! `/people`: finding somebody, and their card.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::views::{FoundView, PeoplePage, PersonPage, PersonView};
use crate::{
    app::App,
    error::{Error, Result},
    problem::{Problem, Problems},
    web::{Chrome, Query, Visit, conversation::Sidebar, html, session::SignedIn, status_of},
};

/// The field of *New conversation* posts a user name and searches on the way.
#[derive(Deserialize)]
pub struct Search {
    q: Option<String>,
    username: Option<String>,
}

impl Search {
    fn text(self) -> Result<String, Problem> {
        let text = self.q.or(self.username).unwrap_or_default();
        // That is how bytes arrive that are not UTF-8.
        match text.contains(char::REPLACEMENT_CHARACTER) {
            true => Err(Problem { field: "q", sentence: "problem-not-text" }),
            false => Ok(text),
        }
    }
}

/// Groups that are shown for one search.
const MOST_GROUPS: u64 = 10;

/// `GET /people?q=`: those who are called so, and groups that one is in or may
/// join; htmx gets the lines alone.
pub async fn index(
    State(app): State<App>,
    signed_in: SignedIn,
    visit: Visit,
    Query(search): Query<Search>,
) -> Result<Response> {
    let (query, problems) = match search.text() {
        Ok(text) => (text, Problems::default()),
        Err(problem) => (String::new(), problem.into()),
    };
    let people = app.people.search(signed_in.user.id, &query).await?;
    let status = status_of(&problems);
    let chrome = Chrome::of(&signed_in, &app.assets);
    let groups = app.groups.find_open(signed_in.user.id, &query, MOST_GROUPS).await?;
    let found = FoundView::new(&chrome, &query, &people, signed_in.user.id).with_groups(&groups);
    if visit.htmx {
        return html(status, &found);
    }
    let sidebar = Sidebar::load(&app, &signed_in).await?.without_search();
    let events = chrome.events();
    html(status, &PeoplePage { chrome, sidebar, events, query, problems, found })
}

/// `GET /people/{username}`: a card.
pub async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
    username: Result<Path<String>, PathRejection>,
) -> Result<Response> {
    let Path(username) = username.map_err(|_| Error::NotFound)?;
    let person = app.people.card(signed_in.user.id, &username).await?;
    let chrome = Chrome::of(&signed_in, &app.assets);
    let page = PersonPage {
        sidebar: Sidebar::load(&app, &signed_in).await?,
        events: chrome.events(),
        chrome,
        person: PersonView::new(&person.ok_or(Error::NotFound)?, signed_in.user.id),
    };
    html(StatusCode::OK, &page)
}
