//! Avatars: `GET /avatars/{id}`, and what a form brings as one.

use axum::{
    extract::{Path, Request, State},
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use uuid::Uuid;

use crate::{
    app::App,
    error::{Error, Result},
    file::NewAvatar,
    problem::Problem,
    transfer::{answer, take_in_avatar},
    web::{
        message::sent_form::{TOO_LARGE, TOO_SLOW},
        session::SignedIn,
    },
};

/// Why a picture was not taken, with the status that tells it.
pub struct RefusedAvatar {
    pub status: StatusCode,
    pub problem: Problem,
}

/// The picture, of which nothing is kept when it is refused.
pub async fn take_in(
    app: &App,
    signed_in: &SignedIn,
    request: Request,
) -> Result<Result<NewAvatar, RefusedAvatar>> {
    let (status, problem) = match take_in_avatar(app, &signed_in.actor(), request).await {
        Ok(Ok(avatar)) => return Ok(Ok(avatar)),
        Ok(Err(problem)) => (StatusCode::UNPROCESSABLE_ENTITY, problem),
        Err(Error::TooLarge) => (StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE),
        Err(Error::TooSlow) => (StatusCode::REQUEST_TIMEOUT, TOO_SLOW),
        Err(error) => return Err(error),
    };
    // A page goes along with it.
    signed_in.again(app).await?;
    Ok(Err(RefusedAvatar { status, problem }))
}

pub async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let id = Uuid::try_parse(&id).map_err(|_| Error::NotFound)?;
    let opened = app.files.open_avatar(signed_in.user.id, id).await?;
    answer(opened, &method, &headers).await
}
