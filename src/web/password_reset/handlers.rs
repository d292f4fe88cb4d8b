//! `/reset/{token}`.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderValue, header},
    response::Response,
};
use tower_sessions::Session;

use super::views::ResetPage;
use crate::{
    app::App,
    attempt::{Aim, Attempt},
    bot_replies,
    error::{Error, Result},
    form::Fields,
    link::LinkRepository,
    password_reset::{NOT_GOOD, Redeemed, Reset},
    paths,
    problem::Problems,
    request::ClientAddress,
    session::SignIn,
    user::NewPassword,
    web::{Chrome, Visit, html, link::views::KnownChat, see_other, status_of, user::changed_by},
};

/// `GET /reset/{token}`: the form. Looking at it does not use the link up.
pub async fn new(
    State(app): State<App>,
    visit: Visit,
    ClientAddress(address): ClientAddress,
    token: Result<Path<String>, PathRejection>,
) -> Result<Response> {
    let reset = app.password_resets.find(sent(&token), address).await?;
    show(&app, &visit, &reset, &Fields::default(), Problems::default()).await
}

/// `POST /reset/{token}`: sets the `password` and signs in. Whoever has the
/// link could sign in right afterwards anyway; so could, with the password,
/// whoever posts the form again.
pub async fn create(
    State(app): State<App>,
    visit: Visit,
    ClientAddress(address): ClientAddress,
    session: Session,
    token: Result<Path<String>, PathRejection>,
    fields: Fields,
) -> Result<Response> {
    let attempt = Attempt::read(Aim::ResetPassword, &fields, &[sent(&token)]);
    let redeemed = match app.password_resets.find(sent(&token), address).await {
        Ok(reset) => match NewPassword::read(&fields, &reset.user, app.place()) {
            Ok(new) => {
                app.password_resets.redeem(&reset.token, new, &attempt).await?.ok_or(NOT_GOOD)
            }
            Err(problem) => {
                return show(&app, &visit, &reset, &fields, problem.into()).await;
            }
        },
        Err(error @ (Error::Gone(_) | Error::TooManyRequests(_))) => Err(error),
        Err(error) => return Err(error),
    };
    let user = match redeemed {
        Ok(Redeemed { user, ended_chat }) => {
            if let Some(chat) = ended_chat {
                bot_replies::tell_ended(&app, chat, visit.words, &user.username).await;
            }
            user
        }
        Err(error) => changed_by(&app, &attempt, &fields).await?.ok_or(error)?,
    };
    SignIn::begin(&session, &user, &visit, &app.announcer).await?;
    Ok(see_other(paths::CONVERSATIONS))
}

/// What the address has in the place of a token.
fn sent(token: &Result<Path<String>, PathRejection>) -> &str {
    token.as_ref().map_or("", |Path(token)| token)
}

async fn show(
    app: &App,
    visit: &Visit,
    reset: &Reset,
    fields: &Fields,
    problems: Problems,
) -> Result<Response> {
    let status = status_of(&problems);
    let link = LinkRepository::of(&app.database).of_user(reset.user.id).await?;
    let page = ResetPage {
        chrome: Chrome::plain(visit.words, &app.assets),
        action: paths::reset(reset.token.reveal()),
        username: reset.user.username.clone(),
        chat: link.map(|link| KnownChat::asked(&link, fields)),
        problems,
    };
    let mut response = html(status, &page)?;
    // Else the browser tells this address with every stylesheet it asks for.
    let origin = HeaderValue::from_static("strict-origin");
    response.headers_mut().insert(header::REFERRER_POLICY, origin);
    Ok(response)
}
