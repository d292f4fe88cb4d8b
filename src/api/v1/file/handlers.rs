//! `/api/v1/conversations/{id}/files` and `/api/v1/files/{id}`.

use axum::{
    Json as Answer,
    extract::{FromRequestParts, Path, Request, State},
    http::{HeaderMap, Method, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::views::FileView;
use crate::{
    api::{Caller, CallerMember, Fault, Named, Result},
    app::App,
    error::Error,
    file::{NewAvatar, Part},
    transfer,
    user::Actor,
};

/// A form with a file in it, and with what is said about that in the fields before it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the document is made of it")]
pub struct UploadFile {
    /// Names this attempt: with the same one it is the same file.
    #[schema(max_length = 64)]
    nonce: Option<String>,
    /// `1`: a picture stays as it is, with the place where it was taken.
    as_file: Option<String>,
    /// `1`: it was recorded as a voice message.
    voice: Option<String>,
    /// In milliseconds.
    duration: Option<String>,
    /// At most 64 bars from `0` to `9` and `a` to `v`.
    waveform: Option<String>,
    /// What it shows, in words.
    #[schema(max_length = 400)]
    alt: Option<String>,
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// A form with a picture in it, and before it which square of that is meant: without
/// `size` the middle.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the document is made of it")]
pub struct UploadAvatar {
    /// In pixels from the left of the picture as it is seen.
    x: Option<String>,
    /// The same from above.
    y: Option<String>,
    size: Option<String>,
    /// A JPEG, PNG, GIF or WebP.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// The picture that a request brings.
pub async fn avatar_in(app: &App, caller: &Actor, request: Request) -> Result<NewAvatar> {
    let taken = transfer::take_in_avatar(app, caller, request).await;
    Ok(taken.map_err(|error| transfer::with_limit(app, error))??)
}

/// Upload a file
///
/// It belongs to no message yet: send its `id` in `files` within a day.
#[utoipa::path(post, path = "/conversations/{id}/files", tag = "files", operation_id = "upload_file",
    params(("id" = Uuid, Path)),
    request_body(content = UploadFile, content_type = "multipart/form-data"),
    responses((status = 201, body = FileView), (status = 413)))]
pub async fn create(
    State(app): State<App>,
    member: CallerMember,
    request: Request,
) -> Result<impl IntoResponse> {
    let file = transfer::upload(&app, &member, request).await??;
    Ok((StatusCode::CREATED, Answer(FileView::new(&file))).into_response())
}

/// The file that the address names; by which name it is saved is for who saves it.
#[derive(Deserialize)]
pub struct NamedFile {
    id: Uuid,
}

impl<S: Send + Sync> FromRequestParts<S> for NamedFile {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let named = Path::from_request_parts(parts, state).await;
        named.map(|Path(named)| named).map_err(|_| Error::NotFound.into())
    }
}

/// Read a file
///
/// A part of it where `Range` asks for one. Whatever name is given, it is the same file.
#[utoipa::path(get, path = "/files/{id}/{name}", tag = "files", operation_id = "get_file",
    params(("id" = Uuid, Path), ("name" = String, Path)),
    responses((status = 200, description = "Its bytes")))]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    named: NamedFile,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    serve(&app, &caller, named, Part::Whole, (&method, &headers)).await
}

/// Read the small picture of a file
#[utoipa::path(get, path = "/files/{id}/thumbnail", tag = "files", operation_id = "get_thumbnail",
    params(("id" = Uuid, Path)), responses((status = 200, description = "A WebP")))]
pub async fn thumbnail(
    State(app): State<App>,
    caller: Caller,
    named: NamedFile,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    serve(&app, &caller, named, Part::Thumbnail, (&method, &headers)).await
}

/// Read the picture of a person or of a group
///
/// What somebody looks like stands in `avatar`, wherever people and groups are told.
#[utoipa::path(get, path = "/avatars/{id}", tag = "files", operation_id = "get_avatar",
    params(("id" = Uuid, Path)), responses((status = 200, description = "A WebP of 256 × 256 pixels")))]
pub async fn avatar(
    State(app): State<App>,
    caller: Caller,
    Named(id): Named<Uuid>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let opened = app.files.open_avatar(caller.id(), id).await?;
    Ok(transfer::answer(opened, &method, &headers).await?)
}

async fn serve(
    app: &App,
    caller: &Caller,
    named: NamedFile,
    part: Part,
    (method, headers): (&Method, &HeaderMap),
) -> Result<Response> {
    let opened = app.files.open(caller.id(), named.id, part).await?;
    Ok(transfer::answer(opened, method, headers).await?)
}
