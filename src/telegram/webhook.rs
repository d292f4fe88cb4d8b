//! Updates that Telegram brings by itself, when `TELEGRAM_WEBHOOK_SECRET` is
//! set: then nobody fetches any.
//!
//! Telegram brings an update again until it hears of success, and the next one
//! only then (one connection at a time). So what holds for the poller holds
//! here: one may come twice and never gets lost.

use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use subtle::ConstantTimeEq;
use teloxide::types::Update;

use super::updates;
use crate::{
    app::App,
    body::body_of,
    error::{Error, Result},
};

/// Bot API, `setWebhook`, `secret_token`.
const SECRET: &str = "x-telegram-bot-api-secret-token";

/// `POST /telegram/webhook`: one update. Without the secret there is nothing
/// here, as without a webhook.
///
/// Anybody may knock here, so the secret is looked at before the body is.
pub async fn create(State(app): State<App>, request: Request) -> Result<StatusCode> {
    let secret = app.config.telegram_webhook_secret.as_ref().ok_or(Error::NotFound)?;
    let telegram = app.telegram.as_ref().ok_or(Error::NotFound)?;
    let given = request.headers().get(SECRET).map_or(&[][..], |given| given.as_bytes());
    if !bool::from(given.ct_eq(secret.reveal().as_bytes())) {
        return Err(Error::NotFound);
    }
    match serde_json::from_slice::<Update>(&body_of(request).await?) {
        Ok(update) => updates::take(&app, telegram, &update).await?,
        // It would come again for ever. What is in it must not reach the log.
        Err(error) => {
            let place = (error.line(), error.column());
            tracing::warn!(?place, "an update from Telegram is not understood and passed over");
        }
    }
    Ok(StatusCode::OK)
}
