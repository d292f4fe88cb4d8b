//! `POST /api/v1/presence`.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{Caller, Json, Result},
    app::App,
    limits::Limit,
    presence::ConnectionName,
    problem::Problem,
};

/// Whether it is looked at.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetPresence {
    /// The name that the stream was opened with.
    #[serde(default)]
    #[schema(required = true, pattern = "^[A-Za-z0-9_-]{1,64}$")]
    connection: String,
    #[serde(default)]
    #[schema(default = true)]
    visible: Option<bool>,
    /// In view, but untouched for a while.
    #[serde(default)]
    #[schema(default = false)]
    idle: bool,
}

/// Say whether one is here
///
/// More often than anybody would look at is not told.
#[utoipa::path(post, path = "/presence", tag = "events", operation_id = "set_presence", request_body = SetPresence,
    responses((status = 204)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(sent): Json<SetPresence>,
) -> Result<StatusCode> {
    let wrong = Problem { field: "connection", sentence: "problem-connection" };
    let connection = ConnectionName::parse(&sent.connection).ok_or(wrong)?;
    let visible = sent.visible.unwrap_or(true);
    if app.limits.take(Limit::Presence, &caller.id().to_string()).await.is_ok() {
        app.presence.beat(caller.id(), connection, visible, sent.idle).await;
    }
    Ok(StatusCode::NO_CONTENT)
}
