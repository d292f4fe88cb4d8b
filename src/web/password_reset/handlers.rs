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
    entity::user,
    error::{Error, Result},
    form::Fields,
    limits::Limit,
    link::LinkRepository,
    password_reset::{PasswordResetRepository, Redeemed, ResetToken},
    paths,
    problem::Problems,
    request::ClientAddress,
    session::SignIn,
    user::NewPassword,
    web::{
        Chrome, Visit, html,
        link::{tell_ended, views::KnownChat},
        see_other, status_of,
        user::changed_by,
    },
};

const NOT_GOOD: Error = Error::Gone("error-reset");

/// `GET /reset/{token}`: the form. Looking at it does not use the link up.
pub async fn new(
    State(app): State<App>,
    visit: Visit,
    address: ClientAddress,
    token: Result<Path<String>, PathRejection>,
) -> Result<Response> {
    let reset = find(&app, address, token).await?;
    show(&app, &visit, &reset, &Fields::default(), Problems::default()).await
}

/// `POST /reset/{token}`: sets the `password` and signs in. Whoever has the
/// link could sign in right afterwards anyway; so could, with the password,
/// whoever posts the form again.
pub async fn create(
    State(app): State<App>,
    visit: Visit,
    address: ClientAddress,
    session: Session,
    token: Result<Path<String>, PathRejection>,
    fields: Fields,
) -> Result<Response> {
    let about = token.as_ref().map_or("", |Path(token)| token);
    let attempt = Attempt::read(Aim::ResetPassword, &fields, &[about]);
    let redeemed = match find(&app, address, token).await {
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
                tell_ended(&app, chat, visit.words, &user.username).await;
            }
            user
        }
        Err(error) => changed_by(&app, &attempt, &fields).await?.ok_or(error)?,
    };
    SignIn::begin(&session, &user, &visit, &app.announcer).await?;
    Ok(see_other(paths::CONVERSATIONS))
}

/// A link that is good, and whose it is.
struct Reset {
    token: ResetToken,
    user: user::Model,
}

/// Wrong links are slowed by the address, apart from signing in. A right one is
/// never refused: pictures on any web page can ask for links in their visitors'
/// names, and must not keep anybody out.
async fn find(
    app: &App,
    address: ClientAddress,
    token: Result<Path<String>, PathRejection>,
) -> Result<Reset> {
    if let Some(found) = good(app, token).await? {
        return Ok(found);
    }
    app.limits.take(Limit::ResetAddress, &address.key()).await?;
    Err(NOT_GOOD)
}

async fn good(app: &App, token: Result<Path<String>, PathRejection>) -> Result<Option<Reset>> {
    let Some(token) = token.ok().and_then(|Path(token)| ResetToken::parse(&token)) else {
        return Ok(None);
    };
    let user = PasswordResetRepository::of(&app.database).user_of(&token).await?;
    Ok(user.map(|user| Reset { token, user }))
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
