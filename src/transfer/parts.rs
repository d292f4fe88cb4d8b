//! A form with files in it, as browsers send it: part by part, and no file of it
//! whole in memory.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::Request,
    http::{HeaderMap, header},
};
use futures_util::{Stream, StreamExt};
use multer::{Constraints, Field, Multipart, SizeLimit};
use tokio::time::timeout;
use uuid::Uuid;

use super::Incoming;
use crate::{
    error::{Error, Result},
    file::Name,
    form::Fields,
};

/// Largest field that is no file: a message of 4,000 characters fits.
const MOST_OF_FIELD: usize = 32 * 1024;
/// What fields and boundaries may take up beside the files.
const BESIDES: u64 = 128 * 1024;
/// As many fields as no form has.
const MOST_FIELDS: usize = 100;
/// How long nothing may come.
const IDLE: Duration = Duration::from_secs(30);
/// The field that is a file.
const FILE: &str = "file";

/// A form that comes in.
pub struct Parts {
    parts: Multipart<'static>,
    fields: Vec<(String, Option<String>)>,
    /// What has no name is no file: it is the id of one that was uploaded before.
    has_ids: bool,
}

/// A file of a form; the fields before it are known by then.
pub struct FilePart {
    pub name: Name,
    body: Field<'static>,
}

impl FilePart {
    /// Its bytes, as they come.
    pub fn body(self) -> impl Stream<Item = Result<Bytes>> + Send + Unpin {
        self.body.map(|piece| piece.map_err(wrong))
    }
}

impl Parts {
    /// Of a request whose files together have at most so many bytes. What is no such
    /// form is not understood; one whose head says that it is larger is too large,
    /// before any of it is read.
    pub fn of(request: Request, most: u64) -> Result<Self> {
        let boundary = boundary(request.headers())?;
        let (head, body) = request.into_parts();
        let most = most.saturating_add(BESIDES);
        let incoming = Incoming::of(&head.headers, body, most)?;
        let limit = Constraints::new().size_limit(SizeLimit::new().whole_stream(most));
        let parts = Multipart::with_constraints(incoming, boundary, limit);
        Ok(Self { parts, fields: Vec::new(), has_ids: false })
    }

    /// The same of a message, which names files that were uploaded before.
    pub fn of_message(request: Request, most: u64) -> Result<Self> {
        Ok(Self { has_ids: true, ..Self::of(request, most)? })
    }

    /// The next file, after all fields before it have been read; none at the end. A
    /// browser sends an empty part without a name where none was chosen: that is none.
    pub async fn next_file(&mut self) -> Result<Option<FilePart>> {
        loop {
            let next = timeout(IDLE, self.parts.next_field()).await;
            let next = next.map_err(|_| Error::TooSlow)?.map_err(wrong)?;
            let Some(field) = next else { return Ok(None) };
            let name = field.name().unwrap_or_default().to_owned();
            match (name.as_str(), field.file_name()) {
                (FILE, Some("")) => self.skip(field).await?,
                (FILE, None) if self.has_ids => self.keep(name, field).await?,
                (FILE, given) => {
                    let name = Name::of(&unescaped(given.unwrap_or_default()));
                    return Ok(Some(FilePart { name, body: field }));
                }
                _ => self.keep(name, field).await?,
            }
        }
    }

    /// A file that came is a field with its id from now on.
    pub fn is_uploaded(&mut self, id: &Uuid) {
        self.fields.push((FILE.to_owned(), Some(id.to_string())));
    }

    /// The fields that have come so far, and those of `others` that have not.
    pub fn fields(&self) -> Fields {
        Fields::of_parts(self.fields.iter().cloned())
    }

    async fn keep(&mut self, name: String, field: Field<'static>) -> Result<()> {
        if self.fields.len() == MOST_FIELDS {
            return Err(Error::TooLarge);
        }
        let value = text(field).await?;
        self.fields.push((name, String::from_utf8(value).ok()));
        Ok(())
    }

    async fn skip(&mut self, field: Field<'static>) -> Result<()> {
        match text(field).await?.is_empty() {
            true => Ok(()),
            false => Err(Error::BadRequest("error-not-a-form")),
        }
    }
}

async fn text(mut field: Field<'static>) -> Result<Vec<u8>> {
    let mut value = Vec::new();
    loop {
        let piece = timeout(IDLE, field.chunk()).await.map_err(|_| Error::TooSlow)?;
        let Some(piece) = piece.map_err(wrong)? else { return Ok(value) };
        if value.len() + piece.len() > MOST_OF_FIELD {
            return Err(Error::TooLarge);
        }
        value.extend_from_slice(&piece);
    }
}

fn boundary(headers: &HeaderMap) -> Result<String> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    multer::parse_boundary(kind.unwrap_or_default())
        .map_err(|_| Error::BadRequest("error-not-a-form"))
}

/// What browsers cannot have in the name of a file (HTML, 4.10.21.8).
fn unescaped(name: &str) -> String {
    name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// Our own error comes back as it was.
fn wrong(error: multer::Error) -> Error {
    match error {
        multer::Error::StreamReadFailed(cause) => {
            cause.downcast::<Error>().map_or(Error::BadRequest("error-cut-short"), |error| *error)
        }
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            Error::TooLarge
        }
        _ => Error::BadRequest("error-cut-short"),
    }
}
