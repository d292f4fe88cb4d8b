//! `/register` and the own stylesheet.

use askama::Template;
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::views::{OwnStylesheet, RegisterPage};
use crate::{
    app::App,
    error::{Error, Result},
    form::Fields,
    invitation::InvitationRepository,
    paths,
    problem::{Problem, Problems},
    request::ClientAddress,
    session::SignIn,
    user::{Account, NewAccount, Registered, Username},
    web::{Chrome, Query, Visit, html, see_other, status_of},
};

/// By an invitation link, on the way to somewhere.
#[derive(Deserialize)]
pub struct Invited {
    #[serde(default)]
    invite: String,
    #[serde(default)]
    next: String,
}

/// `GET /register`: the empty form, with the code of an invitation link.
pub async fn new(
    State(app): State<App>,
    visit: Visit,
    Query(Invited { invite, next }): Query<Invited>,
) -> Result<Response> {
    app.users.check_open()?;
    // Told before anything is filled in.
    let problems = match invite.is_empty() || app.users.is_invited(invite.trim()).await? {
        true => Problems::default(),
        false => Problem { field: "invite", sentence: "problem-invite" }.into(),
    };
    let fields = Fields::of_pairs([("invite", invite), ("next", next)]);
    show(&app, &visit, &fields, problems).await
}

/// `POST /register`: makes the account and signs in; to where the visitor wanted to
/// go, else to a conversation with whoever has invited. Whoever posts the form again
/// is signed in, too.
pub async fn create(
    State(app): State<App>,
    visit: Visit,
    ClientAddress(address): ClientAddress,
    session: Session,
    fields: Fields,
) -> Result<Response> {
    app.users.check_open()?;
    let account = match NewAccount::read(&fields, app.place()) {
        Ok(account) => account,
        Err(problems) => return show(&app, &visit, &fields, problems).await,
    };
    let Account { user, conversation } = match app.users.register(account, address).await? {
        Registered::Now(account) | Registered::Before(account) => account,
        Registered::Refused(problem) => return show(&app, &visit, &fields, problem.into()).await,
    };
    SignIn::begin(&session, &user, &visit, &app.announcer).await?;
    let next = fields.typed("next");
    Ok(match (paths::for_newcomers(&next), conversation) {
        (Some(next), _) => see_other(next),
        (None, Some(id)) => see_other(&paths::conversation(&id)),
        (None, None) => see_other(paths::CONVERSATIONS),
    })
}

async fn show(app: &App, visit: &Visit, fields: &Fields, problems: Problems) -> Result<Response> {
    let status = status_of(&problems);
    let asks_invite = app.users.asks_invitation().await?;
    let offer =
        InvitationRepository::of(&app.database).offered(fields.typed("invite").trim()).await?;
    let invitation = offer.map(|offer| {
        let names = [("name", offer.author.as_str()), ("place", app.place())];
        visit.words.with_all("invited-by", &names).into_owned()
    });
    let chrome = Chrome::plain(visit.words, &app.assets);
    html(status, &RegisterPage::new(chrome, fields, asks_invite, invitation, problems))
}

/// `GET /own/{username}.css`: the same for everybody who asks, so it may be
/// cached; its URL changes with each release.
pub async fn own_stylesheet(file: Result<Path<String>, PathRejection>) -> Result<Response> {
    let Path(file) = file.map_err(|_| Error::NotFound)?;
    let name = file.strip_suffix(".css").ok_or(Error::NotFound)?;
    let username = Username::parse(name).ok().filter(|username| username.as_str() == name);
    let username = username.ok_or(Error::NotFound)?;
    let css = OwnStylesheet { username: username.as_str() }.render()?;
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "max-age=31536000, immutable"),
    ];
    Ok((headers, css).into_response())
}
