//! `/settings/telegram`: linking, trying out and unlinking a chat.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tower_sessions::Session;

use super::views::{LinkPage, LinkView};
use crate::{
    app::App,
    bot::BotState,
    bot_replies,
    error::Result,
    form::Fields,
    link::{Delivery, LinkRepository},
    paths,
    web::{
        Chrome, Visit, html, see_other,
        session::{
            SignedIn,
            confirmed::{self, Asked},
        },
        settings::{self, Form, SettingsNav},
    },
};

/// `GET /settings/telegram`: for the page that waits for the chat. Nothing new
/// as long as there is no link.
pub async fn show(State(app): State<App>, signed_in: SignedIn, visit: Visit) -> Result<Response> {
    if !visit.htmx {
        return Ok(see_other(&paths::settings_done("", "telegram")));
    }
    match LinkRepository::of(&app.database).of_user(signed_in.user.id).await? {
        Some(link) => html(StatusCode::OK, &LinkView::of(&app, Some(&link), &signed_in.clock)),
        None => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

/// `POST /settings/telegram/link`: makes a token and shows it, this once.
pub async fn create(
    State(app): State<App>,
    signed_in: SignedIn,
    session: Session,
    fields: Fields,
) -> Result<Response> {
    let bot = app.telegram.as_ref().map(|telegram| telegram.state());
    let Some(BotState::Ready { username: bot }) = bot else {
        return Ok(see_other(&paths::settings_done("", "telegram")));
    };
    let confirmed = match confirmed::ask(&app, &signed_in, &session, &fields).await? {
        Asked::Given(confirmed) => confirmed,
        Asked::Refused(problem) => {
            return settings::refuse(&app, &signed_in, &fields, Form::Link, problem).await;
        }
    };
    let offer = app.links.offer(&confirmed).await?;
    let chrome = Chrome::of(&signed_in, &app.assets);
    let nav = SettingsNav::new(&app, &signed_in.user, false);
    let page = LinkPage::new(chrome, nav, bot, &offer)?;
    html(StatusCode::OK, &page)
}

/// `POST /settings/telegram/unlink`.
pub async fn destroy(
    State(app): State<App>,
    signed_in: SignedIn,
    _of_reader: Fields,
) -> Result<Response> {
    app.links.unlink(signed_in.user.id).await?;
    Ok(see_other(&paths::settings_done("unlinked", "telegram")))
}

/// `POST /settings/telegram/test`: sends a message, and tells whether it got
/// there.
pub async fn test(
    State(app): State<App>,
    signed_in: SignedIn,
    _of_reader: Fields,
) -> Result<Response> {
    let delivery = bot_replies::try_out(&app, &signed_in.user, signed_in.words).await?;
    let done = match delivery {
        Delivery::Delivered => "test-sent",
        Delivery::Blocked => "test-blocked",
        Delivery::Failed => "test-failed",
    };
    Ok(see_other(&paths::settings_done(done, "telegram")))
}
