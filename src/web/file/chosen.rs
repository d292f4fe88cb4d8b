//! `/files/{id}`: a file that was chosen and is not sent, for its uploader.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use uuid::Uuid;

use super::views::FileView;
use crate::{
    app::App,
    error::{Error, Result},
    file::{About, File, Kind},
    form::Fields,
    problem::Problems,
    web::{Chrome, html, session::SignedIn},
};

/// A file in the tray of the composer, to be described, taken away or sent.
#[derive(Template)]
#[template(path = "fragments/chosen_file.html")]
pub struct ChosenFile {
    chrome: Chrome,
    file: FileView,
    /// A picture that nothing here can read: what stands in it could not be removed.
    place_is_kept: bool,
}

impl ChosenFile {
    pub fn new(chrome: Chrome, file: &File) -> Self {
        let is_picture = file.media_type.starts_with("image/");
        Self {
            file: FileView::new(file, chrome.words),
            chrome,
            // What was asked for as a file has its size in pixels.
            place_is_kept: file.kind == Kind::Other && is_picture && file.width.is_none(),
        }
    }
}

#[derive(Deserialize)]
pub struct Named {
    id: String,
}

impl Named {
    fn id(&self) -> Result<Uuid> {
        Uuid::try_parse(&self.id).map_err(|_| Error::NotFound)
    }
}

/// `GET /files/{id}`: as it was when it had come.
pub async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(named): Path<Named>,
) -> Result<Response> {
    let file = app.files.chosen(signed_in.user.id, named.id()?).await?;
    html(StatusCode::OK, &ChosenFile::new(Chrome::of(&signed_in, &app.assets), &file))
}

/// `POST /files/{id}`: `alt` says what it shows, `discard` takes it away.
pub async fn change(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(named): Path<Named>,
    fields: Fields,
) -> Result<Response> {
    let (reader, id) = (signed_in.user.id, named.id()?);
    if fields.text("discard") == Ok("1") {
        app.files.discard(reader, id).await?;
    } else {
        let about = About::read(&fields).map_err(refused)?;
        app.files.describe(reader, id, &about).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A script says it beside the file.
fn refused(problems: Problems) -> Error {
    Error::Refused(problems.of("alt").unwrap_or("problem-alt-long"))
}
