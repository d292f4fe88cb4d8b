//! `POST /conversations/{id}/files`.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};

use super::chosen::ChosenFile;
use crate::{
    app::App,
    error::{Error, Result},
    transfer::upload,
    web::{Chrome, conversation::MemberVisit, html},
};

/// Takes one file in. What is wrong with it is one sentence, which a script shows
/// beside it.
pub async fn create(
    State(app): State<App>,
    visit: MemberVisit,
    request: Request,
) -> Result<Response> {
    match upload(&app, &visit, request).await? {
        Ok(file) => {
            let chrome = Chrome::of(&visit.signed_in, &app.assets);
            html(StatusCode::OK, &ChosenFile::new(chrome, &file))
        }
        Err(problems) => {
            let first = problems.all().next().map(|problem| problem.sentence);
            Err(Error::Refused(first.unwrap_or("problem-file-missing")))
        }
    }
}
