//! `/settings/tokens`: making and withdrawing tokens.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use tower_sessions::Session;
use uuid::Uuid;

use crate::{
    app::App,
    attempt::{Aim, Attempt},
    error::{Error, Result},
    form::Fields,
    paths,
    token::{Made, NewToken, TOO_MANY},
    web::{
        see_other,
        session::{
            SignedIn,
            confirmed::{self, Asked},
        },
        settings::{self, Form},
    },
};

/// `POST /settings/tokens`: `name`, `scope`, which is repeated, and `until`. One,
/// however often the form comes, and its secret is shown this once.
pub async fn create(
    State(app): State<App>,
    signed_in: SignedIn,
    session: Session,
    fields: Fields,
) -> Result<Response> {
    let refuse = |problems| settings::refuse(&app, &signed_in, &fields, Form::Token, problems);
    let new = match NewToken::read(&fields) {
        Ok(new) => new,
        Err(problems) => return refuse(problems).await,
    };
    let confirmed = match confirmed::ask(&app, &signed_in, &session, &fields).await? {
        Asked::Given(confirmed) => confirmed,
        Asked::Refused(problem) => return refuse(problem.into()).await,
    };
    let about = [&*signed_in.user.id.to_string(), &new.name];
    let attempt = Attempt::read(Aim::MakeToken, &fields, &about);
    match app.tokens.make_once(&confirmed, new, &attempt).await? {
        Some(Made::Now { secret, .. }) => settings::show_token(&app, &signed_in, secret).await,
        Some(Made::TooMany) => refuse(TOO_MANY.into()).await,
        None => Ok(see_other(&paths::settings_done("token-before", "tokens"))),
    }
}

/// `POST /settings/tokens/{id}/revoke`.
pub async fn revoke(
    State(app): State<App>,
    signed_in: SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    fields: Fields,
) -> Result<Response> {
    let Path(id) = id.map_err(|_| Error::NotFound)?;
    let about = [signed_in.user.id, id].map(|id| id.to_string());
    let attempt = Attempt::read(Aim::RevokeToken, &fields, &about.each_ref().map(String::as_str));
    app.tokens.revoke_once(signed_in.user.id, id, &attempt).await?;
    Ok(see_other(&paths::settings_done("token", "tokens")))
}
