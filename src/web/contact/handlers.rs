//! `/contacts`: the reader's own list, and the way to somebody new.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};

use super::views::ContactsPage;
use crate::{
    app::App,
    contact::Added,
    entity::user,
    error::{Error, Result},
    form::Fields,
    paths,
    people::{
        PeopleRepository, Person, UNKNOWN_PERSON,
        search::{find as search, others},
    },
    problem::{Problem, Problems},
    user::Role,
    web::{
        Chrome, Visit,
        conversation::Sidebar,
        html,
        people::views::{FoundView, PersonRow, PersonView},
        see_other,
        session::SignedIn,
        status_of,
    },
};

/// `GET /contacts`.
pub async fn index(State(app): State<App>, signed_in: SignedIn) -> Result<Response> {
    show_page(&app, &signed_in, String::new(), Problems::default(), Vec::new()).await
}

/// `POST /contacts`: puts somebody into the list.
pub async fn create(
    State(app): State<App>,
    signed_in: SignedIn,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    let Some(person) = find(&app, &signed_in, &fields).await? else {
        return refuse(&app, &signed_in, &fields, UNKNOWN_PERSON).await;
    };
    match app.contacts.add(&signed_in.user, &person).await? {
        Added::InList => show_person(&app, &signed_in, &visit, &person).await,
        Added::Refused(problem) => refuse(&app, &signed_in, &fields, problem).await,
    }
}

/// `POST /contacts/{username}/remove`.
pub async fn destroy(
    State(app): State<App>,
    signed_in: SignedIn,
    visit: Visit,
    username: Result<Path<String>, PathRejection>,
    _of_reader: Fields,
) -> Result<Response> {
    let Path(username) = username.map_err(|_| Error::NotFound)?;
    let person = app.people.named(signed_in.user.id, &username).await?.ok_or(Error::NotFound)?;
    app.contacts.remove(&signed_in.user, &person).await?;
    show_person(&app, &signed_in, &visit, &person).await
}

/// The person of exactly the form's `username`; an @ before it is how pages
/// write it.
pub async fn find(app: &App, signed_in: &SignedIn, fields: &Fields) -> Result<Option<user::Model>> {
    match fields.text("username") {
        Ok(typed) => app.people.named(signed_in.user.id, typed).await,
        Err(_) => Ok(None),
    }
}

/// 422: the page of contacts with what was typed and the sentence beside it, and
/// whoever is called nearly so.
pub async fn refuse(
    app: &App,
    signed_in: &SignedIn,
    fields: &Fields,
    problem: Problem,
) -> Result<Response> {
    let typed = fields.typed("username");
    let found = search(&app.database, signed_in.user.id, &typed).await?;
    show_page(app, signed_in, typed, problem.into(), found).await
}

/// For htmx the line of this person as it is now, else their card.
async fn show_person(
    app: &App,
    signed_in: &SignedIn,
    visit: &Visit,
    person: &user::Model,
) -> Result<Response> {
    if !visit.htmx {
        return Ok(see_other(&paths::person(&person.username)));
    }
    let person =
        PeopleRepository::of(&app.database).named(signed_in.user.id, &person.username).await?;
    let person = PersonView::new(&person.ok_or(Error::NotFound)?, signed_in.user.id);
    html(StatusCode::OK, &PersonRow { chrome: Chrome::of(signed_in, &app.assets), person })
}

async fn show_page(
    app: &App,
    signed_in: &SignedIn,
    username: String,
    problems: Problems,
    found: Vec<Person>,
) -> Result<Response> {
    let (status, reader) = (status_of(&problems), signed_in.user.id);
    let contacts = app.contacts.list(&signed_in.user).await?;
    let others = match app.config.people_list {
        true => others(&app.database, reader).await?,
        false => None,
    };
    let chrome = Chrome::of(signed_in, &app.assets);
    let asked = if found.is_empty() { "" } else { &username };
    let page = ContactsPage {
        found: FoundView::new(&chrome, asked, &found, reader),
        sidebar: Sidebar::load(app, signed_in).await?.without_search(),
        may_invite: Role::of(&signed_in.user.role).may_invite(),
        events: chrome.events(),
        chrome,
        username,
        problems,
        contacts: PersonView::all(&contacts, reader),
        others: others.map(|people| PersonView::all(&people, reader)),
    };
    html(status, &page)
}
