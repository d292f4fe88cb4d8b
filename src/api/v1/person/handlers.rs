//! `/api/v1/people` and `/api/v1/contacts`.

use axum::{Json as Answer, extract::State, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::views::{PeopleView, PersonView};
use crate::{
    api::{Caller, Json, Named, Query, Result},
    app::App,
    contact::Added,
    error::Error,
    people::{PeopleRepository, UNKNOWN_PERSON, search::others},
};

/// Whom to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// The beginning of a user name or of a word of a display name; without it, everybody who is not in one's contacts
    /// yet, where the server lists them and they are at most 50.
    #[serde(default)]
    q: String,
}

/// Find people
///
/// At most 20 of those who are called so, contacts first.
#[utoipa::path(get, path = "/people", tag = "people", operation_id = "find_people",
    params(Search), responses((status = 200, body = PeopleView)))]
pub async fn index(
    State(app): State<App>,
    caller: Caller,
    Query(search): Query<Search>,
) -> Result<impl IntoResponse> {
    let found = match search.q.trim() {
        "" if app.config.people_list => {
            others(&app.database, caller.id()).await?.unwrap_or_default()
        }
        typed => app.people.search(caller.id(), typed).await?,
    };
    Ok(Answer(PeopleView::new(&found)).into_response())
}

/// Read about one person
#[utoipa::path(get, path = "/people/{username}", tag = "people", operation_id = "get_person",
    params(("username" = String, Path)), responses((status = 200, body = PersonView)))]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Named(username): Named<String>,
) -> Result<impl IntoResponse> {
    let person = app.people.card(caller.id(), &username).await?.ok_or(Error::NotFound)?;
    Ok(Answer(PersonView::new(&person)).into_response())
}

/// List one's contacts
#[utoipa::path(get, path = "/contacts", tag = "people", operation_id = "list_contacts",
    responses((status = 200, body = PeopleView)))]
pub async fn contacts(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse> {
    let contacts = app.contacts.list(caller.user()).await?;
    Ok(Answer(PeopleView::new(&contacts)).into_response())
}

/// Whom to add.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AddContact {
    #[serde(default)]
    #[schema(required = true, examples("daniel"))]
    username: String,
}

/// Put somebody into one's contacts
#[utoipa::path(post, path = "/contacts", tag = "people", operation_id = "add_contact",
    request_body = AddContact, responses((status = 200, body = PersonView)))]
pub async fn add_contact(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<AddContact>,
) -> Result<impl IntoResponse> {
    let person = app.people.named(caller.id(), &sent.username).await?.ok_or(UNKNOWN_PERSON)?;
    match app.contacts.add(caller.user(), &person).await? {
        Added::InList => {
            let people = PeopleRepository::of(&app.database);
            let person = people.named(caller.id(), &person.username).await?;
            Ok(Answer(PersonView::new(&person.ok_or(Error::NotFound)?)).into_response())
        }
        Added::Refused(problem) => Err(problem.into()),
    }
}

/// Take somebody out of one's contacts
#[utoipa::path(delete, path = "/contacts/{username}", tag = "people", operation_id = "remove_contact",
    params(("username" = String, Path)), responses((status = 204)))]
pub async fn remove_contact(
    State(app): State<App>,
    caller: Caller,
    Named(username): Named<String>,
) -> Result<StatusCode> {
    let person = app.people.named(caller.id(), &username).await?.ok_or(Error::NotFound)?;
    app.contacts.remove(caller.user(), &person).await?;
    Ok(StatusCode::NO_CONTENT)
}
