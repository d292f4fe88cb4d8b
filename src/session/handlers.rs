//! `/login` and `/logout`.

use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use tower_sessions::Session;

use super::{SignIn, views::SignInPage};
use crate::{
    app::App,
    config::Registration,
    entity::user,
    error::Result,
    limits::Limit,
    problem::{Problem, Problems},
    web::{Chrome, ClientAddress, Visit, form::Fields, html, paths, see_other},
};

/// `GET /login`.
pub async fn new(
    State(app): State<App>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let fields = Fields::of_query(query.as_deref().unwrap_or_default());
    show(&app, &visit, &fields, Problems::default())
}

/// `POST /login`: the same answer for an unknown user and a wrong password.
pub async fn create(
    State(app): State<App>,
    visit: Visit,
    address: ClientAddress,
    session: Session,
    fields: Fields,
) -> Result<Response> {
    let wrong = Problem { field: "username", sentence: "problem-sign-in" };
    let (Ok(name), Ok(password)) = (fields.text("username"), fields.text("password")) else {
        return show(&app, &visit, &fields, wrong.into());
    };
    match sign_in(&app, address, name, password).await? {
        Some(user) => {
            SignIn::begin(&session, &user, &visit, &app.hub).await?;
            let next = fields.typed("next");
            Ok(see_other(paths::own_path(&next).unwrap_or(paths::CONVERSATIONS)))
        }
        None => show(&app, &visit, &fields, wrong.into()),
    }
}

/// Takes a token of the account and of the address before the password is
/// looked at, and gives both back when it is right: only failures count.
async fn sign_in(
    app: &App,
    address: ClientAddress,
    name: &str,
    password: &str,
) -> Result<Option<user::Model>> {
    // Longer than any password can be: not worth the time of a hash.
    if password.chars().count() > 128 || name.chars().count() > 254 {
        return Ok(None);
    }
    let user = app.users.called(name).await?;
    // One bucket for the user name and the e-mail of an account.
    let account = match &user {
        Some(user) => user.id.to_string(),
        None => name.trim().to_lowercase(),
    };
    app.limits.take(Limit::SignInAccount, &account)?;
    let from = address.key();
    if let Err(wait) = app.limits.take(Limit::SignInAddress, &from) {
        app.limits.give_back(Limit::SignInAccount, &account);
        return Err(wait);
    }
    let user = app.users.verify(user, password.to_owned()).await?;
    if user.is_some() {
        app.limits.give_back(Limit::SignInAddress, &from);
        app.limits.give_back(Limit::SignInAccount, &account);
    }
    Ok(user)
}

fn show(app: &App, visit: &Visit, fields: &Fields, problems: Problems) -> Result<Response> {
    let status =
        if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = SignInPage {
        chrome: Chrome::plain(visit.words, &app.assets),
        username: fields.typed("username"),
        next: paths::own_path(&fields.typed("next")).unwrap_or_default().to_owned(),
        problems,
        can_register: app.users.registration() != Registration::Closed,
    };
    html(status, &page)
}

/// `POST /logout`: ends the session and its streams, in every tab.
pub async fn destroy(State(app): State<App>, session: Session) -> Result<Response> {
    let sign_in = SignIn::of(&session).await?;
    session.flush().await?;
    if let Some(ended) = sign_in {
        ended.announce_end(&app.hub);
    }
    Ok(see_other(paths::LOGIN))
}
