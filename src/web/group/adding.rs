//! `/conversations/{id}/members/add`: bringing people into a group.

use std::collections::HashSet;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{
    members::managed,
    picks::{PicksView, chosen},
};
use crate::{
    app::App,
    error::Result,
    form::Fields,
    paths,
    problem::{Problem, Problems},
    web::{
        Chrome, Visit,
        conversation::{MemberVisit, Sidebar},
        done, html, status_of,
    },
};

#[derive(Template)]
#[template(path = "pages/group_add.html")]
struct AddPage {
    chrome: Chrome,
    sidebar: Sidebar,
    events: String,
    back: String,
    action: String,
    title: String,
    query: String,
    picks: PicksView,
    looks: bool,
    problems: Problems,
}

/// `GET …/members/add`.
pub async fn new(State(app): State<App>, member: MemberVisit) -> Result<Response> {
    managed(&member)?;
    show_adding(&app, &member, &Fields::default(), Problems::default()).await
}

/// `POST …/members`: `username`, which is repeated: all of them or none. With
/// `find` only `q` is looked for; htmx gets the list alone.
pub async fn create(
    State(app): State<App>,
    member: MemberVisit,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    managed(&member)?;
    if fields.has("find") {
        if visit.htmx {
            return html(StatusCode::OK, &picks(&app, &member, &fields).await?);
        }
        return show_adding(&app, &member, &fields, Problems::default()).await;
    }
    let usernames = chosen(&fields);
    if usernames.is_empty() {
        let nobody = Problem { field: "username", sentence: "problem-nobody-chosen" };
        return show_adding(&app, &member, &fields, nobody.into()).await;
    }
    match app.groups.add(&member, &usernames).await? {
        Ok(()) => Ok(done(visit, &paths::group_settings(&member.conversation.id))),
        Err(problem) => show_adding(&app, &member, &fields, problem.into()).await,
    }
}

async fn picks(app: &App, member: &MemberVisit, fields: &Fields) -> Result<PicksView> {
    let members: HashSet<Uuid> =
        app.groups.members(member).await?.into_iter().map(|one| one.id).collect();
    PicksView::load(app, &member.signed_in, fields, &members).await
}

async fn show_adding(
    app: &App,
    member: &MemberVisit,
    fields: &Fields,
    problems: Problems,
) -> Result<Response> {
    let chrome = Chrome::of(&member.signed_in, &app.assets);
    let page = AddPage {
        sidebar: Sidebar::load(app, &member.signed_in).await?,
        events: chrome.events(),
        chrome,
        back: paths::group_settings(&member.conversation.id),
        action: paths::members(&member.conversation.id),
        title: managed(member)?.title.clone(),
        query: fields.typed("q"),
        picks: picks(app, member, fields).await?,
        looks: fields.has("find"),
        problems,
    };
    html(status_of(&page.problems), &page)
}
