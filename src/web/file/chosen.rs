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
    file::{About, File},
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
}

impl ChosenFile {
    pub fn new(chrome: Chrome, file: &File) -> Self {
        Self { file: FileView::new(file, chrome.words), chrome }
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
