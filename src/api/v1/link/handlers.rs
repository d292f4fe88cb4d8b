//! `/api/v1/me/telegram`.

use axum::{Json as Answer, extract::State, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use utoipa::ToSchema;

use super::views::{DeliveryView, LinkView, OfferView};
use crate::{
    api::{Caller, Json, Result, confirmed},
    app::App,
    bot::BotState,
    bot_replies,
    error::Error,
    link::{LinkRepository, LinkState},
    user::saved_language,
};

/// Read how the link to Telegram is
#[utoipa::path(get, path = "/me/telegram", tag = "telegram", operation_id = "get_telegram_link",
    responses((status = 200, body = LinkView)))]
pub async fn show(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse> {
    let link = LinkRepository::of(&app.database).of_user(caller.id()).await?;
    let bot = app.telegram.as_ref().map(|telegram| telegram.state());
    let state = LinkState::of(bot.as_ref(), link.as_ref());
    Ok(Answer(LinkView::new(state, link.as_ref())).into_response())
}

/// Who asks.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OfferLink {
    /// Not needed within ten minutes of signing in.
    #[serde(default)]
    #[schema(format = Password)]
    current_password: Option<String>,
}

/// Begin to link a chat
///
/// 404 when this server has no bot that works.
#[utoipa::path(post, path = "/me/telegram/link", tag = "telegram", operation_id = "offer_telegram_link",
    request_body = OfferLink, responses((status = 201, body = OfferView), (status = 404)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<OfferLink>,
) -> Result<impl IntoResponse> {
    let bot = app.telegram.as_ref().map(|telegram| telegram.state());
    let Some(BotState::Ready { username }) = bot else { return Err(Error::NotFound.into()) };
    let confirmed = confirmed::ask(&app, &caller, sent.current_password.as_deref()).await?;
    let offer = app.links.offer(&confirmed).await?;
    Ok((StatusCode::CREATED, Answer(OfferView::new(&username, &offer))).into_response())
}

/// End the link
#[utoipa::path(delete, path = "/me/telegram", tag = "telegram", operation_id = "unlink_telegram",
    responses((status = 204)))]
pub async fn destroy(State(app): State<App>, caller: Caller) -> Result<StatusCode> {
    app.links.unlink(caller.id()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a message to the chat to try the link out
#[utoipa::path(post, path = "/me/telegram/test", tag = "telegram", operation_id = "test_telegram_link",
    responses((status = 200, body = DeliveryView), (status = 404)))]
pub async fn test(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse> {
    let words = saved_language(caller.user()).unwrap_or_default().words();
    let delivery = bot_replies::try_out(&app, caller.user(), words).await?;
    Ok(Answer(DeliveryView::new(delivery)).into_response())
}
