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
    api::{Caller, CallerMember, Fault, Result},
    app::App,
    error::Error,
    file::Part,
    transfer,
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
pub struct Named {
    id: Uuid,
}

impl<S: Send + Sync> FromRequestParts<S> for Named {
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
    named: Named,
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
    named: Named,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    serve(&app, &caller, named, Part::Thumbnail, (&method, &headers)).await
}

async fn serve(
    app: &App,
    caller: &Caller,
    named: Named,
    part: Part,
    (method, headers): (&Method, &HeaderMap),
) -> Result<Response> {
    let opened = app.files.open(caller.id(), named.id, part).await?;
    Ok(transfer::answer(opened, method, headers).await?)
}
