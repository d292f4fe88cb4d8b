//! `/people`: finding somebody, and their card.

use axum::{
    extract::{Path, RawQuery, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};

use super::views::{FoundView, PeoplePage, PersonPage, PersonView};
use crate::{
    app::App,
    error::{Error, Result},
    form::Fields,
    limits::Limit,
    paths,
    people::{PeopleRepository, Person, search::find},
    problem::Problems,
    user::Username,
    web::{Chrome, Visit, conversation::Sidebar, html, session::SignedIn},
};

/// `GET /people?q=`: those who are called so; htmx gets the lines alone.
pub async fn index(
    State(app): State<App>,
    signed_in: SignedIn,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let fields = Fields::of_query(query.as_deref().unwrap_or_default());
    // The field of *New conversation* posts a user name and searches on the way.
    let field = if fields.has("q") { "q" } else { "username" };
    let (status, people, problems) = match fields.text(field) {
        Ok(typed) => (StatusCode::OK, search(&app, &signed_in, typed).await?, Problems::default()),
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, Vec::new(), problem.into()),
    };
    let chrome = Chrome::of(&signed_in, &app.assets);
    let query = fields.typed(field);
    let found = FoundView::new(&chrome, &query, &people, signed_in.user.id);
    if visit.htmx {
        return html(status, &found);
    }
    let sidebar = Sidebar::load(&app, &signed_in).await?.without_search();
    let events = paths::events(&signed_in.user.username, None);
    html(status, &PeoplePage { chrome, sidebar, events, query, problems, found })
}

async fn search(app: &App, signed_in: &SignedIn, typed: &str) -> Result<Vec<Person>> {
    if typed.trim().is_empty() {
        return Ok(Vec::new());
    }
    app.limits.take(Limit::Search, &signed_in.user.id.to_string()).await?;
    find(&app.database, signed_in.user.id, typed).await
}

/// `GET /people/{username}`: a card.
pub async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
    username: Result<Path<String>, PathRejection>,
) -> Result<Response> {
    let Path(username) = username.map_err(|_| Error::NotFound)?;
    app.limits.take(Limit::Search, &signed_in.user.id.to_string()).await?;
    let username = Username::parse(&username).map_err(|_| Error::NotFound)?;
    let person =
        PeopleRepository::of(&app.database).named(signed_in.user.id, username.as_str()).await?;
    let page = PersonPage {
        chrome: Chrome::of(&signed_in, &app.assets),
        sidebar: Sidebar::load(&app, &signed_in).await?,
        events: paths::events(&signed_in.user.username, None),
        person: PersonView::new(&person.ok_or(Error::NotFound)?, signed_in.user.id),
    };
    html(StatusCode::OK, &page)
}
