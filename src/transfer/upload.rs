//! One file that comes in, for a message that is still to be sent.

use axum::extract::Request;

use super::Parts;
use crate::{
    app::App,
    conversation::Member,
    error::{Error, Result},
    file::{About, File, Uploaded},
    form::Fields,
    problem::{Problem, Problems},
};

/// Nothing was chosen.
const NOTHING: Problem = Problem { field: "file", sentence: "problem-file-missing" };

/// What is said about the file stands in the fields before it, or in the query.
pub async fn upload(
    app: &App,
    member: &Member,
    request: Request,
) -> Result<Result<File, Problems>> {
    take_in(app, member, request).await.map_err(|error| match error {
        Error::TooLarge => too_large(app.config.max_file_size),
        error => error,
    })
}

async fn take_in(app: &App, member: &Member, request: Request) -> Result<Result<File, Problems>> {
    let query = Fields::of_query(request.uri().query().unwrap_or_default());
    let mut parts = Parts::of(request, app.config.max_file_size)?;
    let file = parts.next_file().await?;
    let fields = parts.fields().over(query);
    if !fields.is_of(&member.user().username) {
        return Err(Error::NotAllowed("error-other-reader"));
    }
    let about = match About::read(&fields) {
        Ok(about) => about,
        Err(problems) => return Ok(Err(problems)),
    };
    let Some(file) = file else { return Ok(Err(NOTHING.into())) };
    let name = file.name.clone();
    Ok(match app.files.upload(member, about, name, file.body()).await? {
        Uploaded::File(file) => Ok(*file),
        Uploaded::Refused(problem) => Err(problem.into()),
    })
}

/// With how many megabytes it may have.
fn too_large(most: u64) -> Error {
    Error::FileTooLarge(i64::try_from(most.div_ceil(1 << 20)).unwrap_or(i64::MAX))
}
