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
use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;

use super::{Incoming, incoming::Progress};
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
/// As many parts, files that are refused among them.
const MOST_PARTS: usize = 1000;
/// How long nothing may come.
const IDLE: Duration = Duration::from_secs(30);
/// How long all of it may take.
const ALL: Duration = Duration::from_secs(15 * 60);
/// The field that is a file.
const FILE: &str = "file";

/// A form that comes in.
pub struct Parts {
    parts: Multipart<'static>,
    pace: Pace,
    /// How many have come.
    count: usize,
    fields: Vec<(String, Option<String>)>,
    /// What has no name is no file: it is the id of one that was uploaded before.
    has_ids: bool,
}

/// A file of a form; the fields before it are known by then.
pub struct FilePart {
    pub name: Name,
    body: Field<'static>,
    pace: Pace,
}

impl FilePart {
    /// Its bytes, as they come.
    pub fn body(self) -> impl Stream<Item = Result<Bytes>> + Send + Unpin {
        let pace = self.pace;
        self.body.map(move |piece| pace.keep(piece))
    }
}

/// Takes in what is still to come of a file, and keeps none of it.
pub async fn pass_over(mut body: impl Stream<Item = Result<Bytes>> + Send + Unpin) -> Result<()> {
    loop {
        let piece = timeout(IDLE, body.next()).await.map_err(|_| Error::TooSlow)?;
        if piece.transpose()?.is_none() {
            return Ok(());
        }
    }
}

/// By when a form has to be there, and who hears that it gets on.
#[derive(Clone)]
struct Pace {
    end: Instant,
    progress: Progress,
}

impl Pace {
    /// What comes next, in time.
    async fn next<T>(
        &self,
        next: impl Future<Output = Result<T, multer::Error>> + Send,
    ) -> Result<T> {
        let next = timeout_at(self.end, timeout(IDLE, next)).await;
        self.keep(next.map_err(|_| Error::TooSlow)?.map_err(|_| Error::TooSlow)?)
    }

    /// What has come, if not too late.
    fn keep<T>(&self, came: Result<T, multer::Error>) -> Result<T> {
        self.progress.made();
        match came {
            Ok(_) if Instant::now() > self.end => Err(Error::TooSlow),
            came => came.map_err(wrong),
        }
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
        let pace = Pace { end: Instant::now() + ALL, progress: incoming.progress() };
        let limit = Constraints::new().size_limit(SizeLimit::new().whole_stream(most));
        let parts = Multipart::with_constraints(incoming, boundary, limit);
        Ok(Self { parts, pace, count: 0, fields: Vec::new(), has_ids: false })
    }

    /// The same of a message, which names files that were uploaded before.
    pub fn of_message(request: Request, most: u64) -> Result<Self> {
        Ok(Self { has_ids: true, ..Self::of(request, most)? })
    }

    /// The next file, after all fields before it have been read; none at the end. A
    /// browser sends an empty part without a name where none was chosen: that is none.
    pub async fn next_file(&mut self) -> Result<Option<FilePart>> {
        loop {
            let next = self.pace.next(self.parts.next_field()).await?;
            let Some(field) = next else { return Ok(None) };
            self.count += 1;
            if self.count > MOST_PARTS {
                return Err(Error::TooLarge);
            }
            let name = field.name().unwrap_or_default().to_owned();
            match (name.as_str(), field.file_name()) {
                (FILE, Some("")) => self.skip(field).await?,
                (FILE, None) if self.has_ids => self.keep(name, field).await?,
                (FILE, given) => {
                    let name = Name::of(&unescaped(given.unwrap_or_default()));
                    return Ok(Some(FilePart { name, body: field, pace: self.pace.clone() }));
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
        let value = text(&self.pace, field).await?;
        self.fields.push((name, String::from_utf8(value).ok()));
        Ok(())
    }

    async fn skip(&mut self, field: Field<'static>) -> Result<()> {
        match text(&self.pace, field).await?.is_empty() {
            true => Ok(()),
            false => Err(Error::BadRequest("error-not-a-form")),
        }
    }
}

async fn text(pace: &Pace, mut field: Field<'static>) -> Result<Vec<u8>> {
    let mut value = Vec::new();
    loop {
        let Some(piece) = pace.next(field.chunk()).await? else { return Ok(value) };
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
        // The head of a part, which has come whole.
        multer::Error::ReadHeaderFailed(_)
        | multer::Error::DecodeHeaderName { .. }
        | multer::Error::DecodeHeaderValue { .. }
        | multer::Error::IncompleteHeaders => Error::Refused("error-not-a-form"),
        _ => Error::BadRequest("error-cut-short"),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use futures_util::stream;

    use super::*;

    fn form(body: Body) -> Parts {
        let request = axum::http::Request::builder()
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut");
        Parts::of(request.body(body).unwrap(), 1 << 20).unwrap()
    }

    fn in_pieces(whole: &[u8]) -> Body {
        let pieces = whole.chunks(4096).map(|piece| Ok::<_, std::io::Error>(piece.to_vec()));
        Body::from_stream(stream::iter(pieces.collect::<Vec<_>>()))
    }

    #[tokio::test]
    async fn what_holds_no_part_is_not_kept() {
        for begin in ["", "--cut\r\nx: "] {
            let mut whole = begin.as_bytes().to_vec();
            whole.resize(200_000, b'x');
            let next = form(in_pieces(&whole)).next_file().await;
            assert!(matches!(next, Err(Error::TooLarge)), "{begin}");
        }
    }

    #[tokio::test]
    async fn a_head_that_makes_no_sense_is_refused() {
        let head = "--cut\r\ncontent-disposition: form-data; name=\"\x0e\"\r\n\r\n";
        let next = form(Body::from(format!("{head}x\r\n--cut--\r\n"))).next_file().await;
        assert!(matches!(next, Err(Error::Refused(_))));
    }

    #[tokio::test]
    async fn a_large_file_between_fields_is_passed_over() {
        let head = |rest: &str| format!("--cut\r\ncontent-disposition: form-data; name={rest}");
        let mut whole = head("\"before\"\r\n\r\n1\r\n").into_bytes();
        whole.extend(head("\"file\"; filename=\"a\"\r\n\r\n").bytes());
        whole.extend([7_u8; 300_000]);
        whole.extend(b"\r\n");
        whole.extend(head("\"after\"\r\n\r\n2\r\n--cut--\r\n").bytes());
        for body in [in_pieces(&whole), Body::from(whole.clone())] {
            let mut form = form(body);
            let file = form.next_file().await.unwrap().unwrap();
            pass_over(file.body()).await.unwrap();
            assert!(form.next_file().await.unwrap().is_none());
            let fields = form.fields();
            assert_eq!((fields.text("before"), fields.text("after")), (Ok("1"), Ok("2")));
        }
    }
}
