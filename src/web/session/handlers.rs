//! `/login` and `/logout`.

use axum::{extract::State, response::Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::{SignedIn, views::SignInPage};
use crate::{
    app::App,
    config::Registration,
    error::{Error, Result},
    form::Fields,
    paths,
    problem::{Problem, Problems},
    request::ClientAddress,
    session::SignIn,
    user::{DISABLED, Verified, WRONG_SIGN_IN},
    web::{Chrome, Query, Visit, html, see_other, status_of},
};

/// Where the visitor wanted to go.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

/// `GET /login`: whoever is signed in already is led on.
pub async fn new(
    State(app): State<App>,
    signed_in: Result<SignedIn, Error>,
    visit: Visit,
    Query(Wanted { next }): Query<Wanted>,
) -> Result<Response> {
    if signed_in.is_ok() {
        return Ok(see_other(own_or_start(&next)));
    }
    show(&app, &visit, "", &next, Problems::default())
}

/// `POST /login`: the same answer for an unknown user and a wrong password.
pub async fn create(
    State(app): State<App>,
    visit: Visit,
    ClientAddress(address): ClientAddress,
    session: Session,
    fields: Fields,
) -> Result<Response> {
    let (Ok(name), Ok(password)) = (fields.text("username"), fields.text("password")) else {
        return refuse(&app, &visit, &fields, WRONG_SIGN_IN);
    };
    match app.users.sign_in(name, password, address).await? {
        Verified::Right(user) => {
            SignIn::begin(&session, &user, &visit, &app.announcer).await?;
            Ok(see_other(own_or_start(&fields.typed("next"))))
        }
        Verified::Disabled => refuse(&app, &visit, &fields, DISABLED),
        Verified::Wrong => refuse(&app, &visit, &fields, WRONG_SIGN_IN),
    }
}

/// Where the visitor wanted to go, if that is here.
fn own_or_start(next: &str) -> &str {
    paths::own_path(next).unwrap_or(paths::CONVERSATIONS)
}

/// 422 with what was typed, the password apart.
fn refuse(app: &App, visit: &Visit, fields: &Fields, problem: Problem) -> Result<Response> {
    let (username, next) = (fields.typed("username"), fields.typed("next"));
    show(app, visit, &username, &next, problem.into())
}

fn show(
    app: &App,
    visit: &Visit,
    username: &str,
    next: &str,
    problems: Problems,
) -> Result<Response> {
    let status = status_of(&problems);
    let page = SignInPage {
        chrome: Chrome::plain(visit.words, &app.assets),
        username: username.to_owned(),
        next: paths::own_path(next).unwrap_or_default().to_owned(),
        problems,
        can_register: app.users.registration() != Registration::Closed,
        register: paths::for_newcomers(next)
            .map_or_else(|| paths::REGISTER.to_owned(), |next| paths::register_then("", next)),
    };
    html(status, &page)
}

/// `POST /logout`: ends the session and its streams, in every tab.
pub async fn destroy(State(app): State<App>, session: Session) -> Result<Response> {
    if let Some(ended) = SignIn::of(&session).await? {
        match app.sessions.end(ended.user_id, ended.name).await {
            // One that has ended already is signed out, too.
            Ok(()) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    session.flush().await?;
    Ok(see_other(paths::LOGIN))
}
