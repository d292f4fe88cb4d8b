//! `/groups/new`.

use std::collections::HashSet;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::{
    form::GroupFields,
    picks::{PicksView, chosen},
};
use crate::{
    app::App,
    attempt::{Aim, Attempt},
    error::Result,
    form::Fields,
    group::NewGroup,
    paths,
    problem::Problems,
    web::{Chrome, Visit, conversation::Sidebar, html, see_other, session::SignedIn, status_of},
};

#[derive(Template)]
#[template(path = "pages/group_new.html")]
struct NewGroupPage {
    chrome: Chrome,
    sidebar: Sidebar,
    events: String,
    group: GroupFields,
    query: String,
    picks: PicksView,
    /// Somebody was just looked for, so the next name may be typed.
    looks: bool,
    problems: Problems,
}

/// `GET /groups/new`.
pub async fn new(State(app): State<App>, signed_in: SignedIn) -> Result<Response> {
    show(&app, &signed_in, &Fields::default(), Problems::default()).await
}

/// `POST /groups/new`: `title`, `description`, `open`, `history`, and `username`,
/// which is repeated. One, however often the form comes. With `find` only `q` is
/// looked for; htmx gets the list alone. So is a `q` with `enter`, which does not tell
/// in which field it was pressed.
pub async fn create(
    State(app): State<App>,
    signed_in: SignedIn,
    visit: Visit,
    fields: Fields,
) -> Result<Response> {
    let is_looked_for = fields.has("enter") && !fields.typed("q").trim().is_empty();
    if fields.has("find") || is_looked_for {
        return find(&app, &signed_in, visit, &fields).await;
    }
    let new = match NewGroup::read(&fields) {
        Ok(new) => new,
        Err(problems) => return show(&app, &signed_in, &fields, problems).await,
    };
    let reader = signed_in.user.id.to_string();
    let attempt = Attempt::read(Aim::MakeGroup, &fields, &[&reader, &fields.typed("title")]);
    let made = app.groups.create(&signed_in.actor(), new, &chosen(&fields), Some(&attempt)).await?;
    match made {
        Ok(id) => Ok(see_other(&paths::conversation(&id))),
        Err(problem) => show(&app, &signed_in, &fields, problem.into()).await,
    }
}

async fn find(app: &App, signed_in: &SignedIn, visit: Visit, fields: &Fields) -> Result<Response> {
    if visit.htmx {
        let picks = PicksView::load(app, signed_in, fields, &HashSet::new()).await?;
        return html(StatusCode::OK, &picks);
    }
    show(app, signed_in, fields, Problems::default()).await
}

async fn show(
    app: &App,
    signed_in: &SignedIn,
    fields: &Fields,
    problems: Problems,
) -> Result<Response> {
    let chrome = Chrome::of(signed_in, &app.assets);
    let page = NewGroupPage {
        sidebar: Sidebar::load(app, signed_in).await?,
        events: chrome.events(),
        chrome,
        group: GroupFields::typed(fields),
        query: fields.typed("q"),
        picks: PicksView::load(app, signed_in, fields, &HashSet::new()).await?,
        looks: fields.has("find") || fields.has("enter"),
        problems,
    };
    html(status_of(&page.problems), &page)
}
