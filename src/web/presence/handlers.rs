//! `POST /presence`.

use axum::{extract::State, http::StatusCode};

use crate::{
    app::App,
    error::{Error, Result},
    form::Fields,
    limits::Limit,
    presence::ConnectionName,
    web::session::SignedIn,
};

/// A page says whether it is looked at, about a connection of its own: the
/// name counts for this user alone.
pub async fn create(
    State(app): State<App>,
    signed_in: SignedIn,
    fields: Fields,
) -> Result<StatusCode> {
    let name = fields.text("connection").ok().and_then(ConnectionName::parse);
    let connection = name.ok_or(Error::BadRequest("error-connection"))?;
    let (visible, idle) = (flag(&fields, "visible", true)?, flag(&fields, "idle", false)?);
    // Each change is told to everybody who knows this user.
    if app.limits.take(Limit::Presence, &signed_in.user.id.to_string()).await.is_ok() {
        app.presence.beat(signed_in.user.id, connection, visible, idle).await;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A field that says yes or no; nothing means as usual.
fn flag(fields: &Fields, name: &'static str, usual: bool) -> Result<bool> {
    match fields.text(name) {
        Ok("") => Ok(usual),
        Ok("1" | "true" | "on") => Ok(true),
        Ok("0" | "false" | "off") => Ok(false),
        _ => Err(Error::BadRequest("error-connection")),
    }
}
