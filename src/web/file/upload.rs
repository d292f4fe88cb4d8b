//! `POST /conversations/{id}/files`.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};

use super::views::ChosenFile;
use crate::{
    app::App,
    error::{Error, Result},
    file::{About, Uploaded},
    form::Fields,
    problem::{Problem, Problems},
    transfer::Parts,
    web::{conversation::MemberVisit, html},
};

/// Nothing was chosen.
const NOTHING: Problem = Problem { field: "file", sentence: "problem-file-missing" };

/// Takes one file in, for a message that is still to be sent. What is said about it
/// stands in the fields before it, or in the query.
pub async fn create(
    State(app): State<App>,
    visit: MemberVisit,
    request: Request,
) -> Result<Response> {
    take_in(&app, &visit, request).await.map_err(|error| match error {
        Error::TooLarge => too_large(app.config.max_file_size),
        error => error,
    })
}

async fn take_in(app: &App, visit: &MemberVisit, request: Request) -> Result<Response> {
    let query = Fields::of_query(request.uri().query().unwrap_or_default());
    let mut parts = Parts::of(request, app.config.max_file_size)?;
    let file = parts.next_file().await?;
    let fields = parts.fields().over(query);
    if !fields.is_of(&visit.user().username) {
        return Err(Error::NotAllowed("error-other-reader"));
    }
    let about = About::read(&fields).map_err(refused)?;
    let file = file.ok_or_else(|| refused(NOTHING.into()))?;
    let name = file.name.clone();
    match app.files.upload(visit, about, name, file.body()).await? {
        Uploaded::File(file) => html(StatusCode::OK, &ChosenFile { file: *file }),
        Uploaded::Refused(problem) => Err(refused(problem.into())),
    }
}

fn too_large(most: u64) -> Error {
    Error::FileTooLarge(i64::try_from(most.div_ceil(1 << 20)).unwrap_or(i64::MAX))
}

/// The first sentence; a script shows it beside the file.
fn refused(problems: Problems) -> Error {
    let first = problems.all().next().map(|problem| problem.sentence);
    Error::Refused(first.unwrap_or(NOTHING.sentence))
}
