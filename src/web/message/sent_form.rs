//! What is posted to say something: a form, or, where no script uploads files before, one
//! with files in it.

use axum::{
    extract::{FromRequest, Request},
    http::StatusCode,
};
use uuid::Uuid;

use crate::{
    app::App,
    attempt::Nonce,
    error::{Error, Result},
    file::{About, MOST_OF_MESSAGE, Name, Uploaded},
    form::Fields,
    message::TOO_MANY_FILES,
    problem::Problem,
    secret,
    transfer::{FilePart, Parts, pass_over},
    web::{conversation::MemberVisit, form::is_multipart},
};

pub const TOO_LARGE: Problem = Problem { field: "file", sentence: "problem-file-too-large" };
pub const TOO_SLOW: Problem = Problem { field: "file", sentence: "error-cut-short" };

pub struct SentForm {
    /// With the ids of what was uploaded.
    pub fields: Fields,
    /// Why it is not sent; then the fields after the file that is the reason may be
    /// missing.
    pub refused: Option<(StatusCode, Problem)>,
}

impl SentForm {
    /// Files in it are uploaded one after the other, as they come. With the same nonce
    /// they are the same files.
    pub async fn take_in(app: &App, member: &MemberVisit, request: Request) -> Result<Self> {
        if !is_multipart(request.headers()) {
            return Ok(Self { fields: Fields::from_request(request, &()).await?, refused: None });
        }
        let most = app.config.max_file_size.saturating_mul(MOST_OF_MESSAGE as u64);
        let mut parts = Parts::of_message(request, most)?;
        let refused = match upload_all(app, member, &mut parts).await {
            Err(Error::TooLarge) => Some((StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE)),
            Err(Error::TooSlow) => Some((StatusCode::REQUEST_TIMEOUT, TOO_SLOW)),
            uploaded => uploaded?.map(|problem| (StatusCode::UNPROCESSABLE_ENTITY, problem)),
        };
        Ok(Self { fields: fields(member, &parts)?, refused })
    }
}

/// The first problem; all fields are read all the same.
async fn upload_all(app: &App, member: &MemberVisit, parts: &mut Parts) -> Result<Option<Problem>> {
    let (mut place, mut problem) = (0, None);
    while let Some(file) = parts.next_file().await? {
        let fields = fields(member, parts)?;
        let about = match problem {
            Some(problem) => Err(problem),
            None if place == MOST_OF_MESSAGE => Err(TOO_MANY_FILES),
            None => about(&fields, place, &file.name),
        };
        match upload(app, member, about, file).await? {
            Ok(id) => parts.is_uploaded(&id),
            Err(reason) => problem = Some(reason),
        }
        place += 1;
    }
    Ok(problem)
}

/// The file is taken in to its end, whatever becomes of it.
async fn upload(
    app: &App,
    member: &MemberVisit,
    about: Result<About, Problem>,
    file: FilePart,
) -> Result<Result<Uuid, Problem>> {
    let (name, mut body) = (file.name.clone(), file.body());
    let uploaded = match about {
        Ok(about) => app.files.upload(member, about, name, 0, &mut body).await?,
        Err(problem) => Uploaded::Refused(problem),
    };
    pass_over(body).await?;
    Ok(match uploaded {
        Uploaded::File(file) => Ok(file.id),
        Uploaded::Refused(problem) => Err(problem),
    })
}

/// Each file has a nonce of its own, made of that of the message, and of its name: who
/// was refused may choose another one and send from the same page.
fn about(fields: &Fields, place: usize, name: &Name) -> Result<About, Problem> {
    let nonce = match fields.text("nonce")?.trim() {
        "" => Nonce::fresh(),
        nonce => Nonce::parse(&secret::hex(format!("{nonce} {place} {}", name.as_str())))?,
    };
    Ok(About { nonce, ..About::default() })
}

/// What has come so far, of a page that was made for who has sent it.
fn fields(member: &MemberVisit, parts: &Parts) -> Result<Fields> {
    parts.fields().of(&member.signed_in.user.username)
}
