//! One file that comes in, for a message that is still to be sent.

use axum::extract::Request;

use super::{Parts, incoming::length_of, pass_over};
use crate::{
    app::App,
    conversation::Member,
    error::{Error, Result},
    file::{About, File, Uploaded, megabytes},
    form::Fields,
    problem::{Problem, Problems},
};

/// Bytes of a form that may be none of its file.
const AROUND: u64 = 4096;

/// Nothing was chosen.
pub(super) const NOTHING: Problem = Problem { field: "file", sentence: "problem-file-missing" };

/// What is said about the file stands in the fields before it, or in the query. Fields
/// after it change nothing, and are refused where they are wrong.
pub async fn upload(
    app: &App,
    member: &Member,
    request: Request,
) -> Result<Result<File, Problems>> {
    take_in(app, member, request).await.map_err(|error| with_limit(app, error))
}

/// Says how large a file may be, where that is the error.
pub fn with_limit(app: &App, error: Error) -> Error {
    match error {
        Error::TooLarge => Error::FileTooLarge(megabytes(app.config.max_file_size)),
        error => error,
    }
}

async fn take_in(app: &App, member: &Member, request: Request) -> Result<Result<File, Problems>> {
    let query = Fields::of_query(request.uri().query().unwrap_or_default());
    let announced = length_of(request.headers()).unwrap_or_default().saturating_sub(AROUND);
    let mut parts = Parts::of(request, app.config.max_file_size)?;
    let file = parts.next_file().await?;
    let fields = parts.fields().over(query).of(&member.user().username)?;
    let about = match About::read(&fields) {
        Ok(about) => about,
        Err(problems) => return Ok(Err(problems)),
    };
    let Some(file) = file else { return Ok(Err(NOTHING.into())) };
    let (name, mut body) = (file.name.clone(), file.body());
    let file = match app.files.upload(member, about, name, announced, &mut body).await? {
        Uploaded::File(file) => *file,
        Uploaded::Refused(problem) => return Ok(Err(problem.into())),
    };
    pass_over(body).await?;
    Ok(read_rest(&mut parts).await?.map(|_| file))
}

/// The form to its end.
async fn read_rest(parts: &mut Parts) -> Result<Result<About, Problems>> {
    while let Some(another) = parts.next_file().await? {
        pass_over(another.body()).await?;
    }
    Ok(About::read(&parts.fields()))
}
