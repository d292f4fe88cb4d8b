//! `GET /files/{id}/{name}` and `GET /files/{id}/thumbnail`.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, Method},
    response::Response,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    app::App,
    error::{Error, Result},
    file::Part,
    transfer::answer,
    web::session::SignedIn,
};

/// What the route names; the name is only for who saves it.
#[derive(Deserialize)]
pub struct Named {
    id: String,
}

pub async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
    named: Path<Named>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    serve(&app, &signed_in, named, Part::Whole, (&method, &headers)).await
}

pub async fn thumbnail(
    State(app): State<App>,
    signed_in: SignedIn,
    named: Path<Named>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    serve(&app, &signed_in, named, Part::Thumbnail, (&method, &headers)).await
}

async fn serve(
    app: &App,
    signed_in: &SignedIn,
    Path(named): Path<Named>,
    part: Part,
    (method, headers): (&Method, &HeaderMap),
) -> Result<Response> {
    let id = Uuid::try_parse(&named.id).map_err(|_| Error::NotFound)?;
    let opened = app.files.open(signed_in.user.id, id, part).await?;
    answer(opened, method, headers).await
}
