//! Files on their way in.

use futures_util::{StreamExt, stream};
use tokio::sync::oneshot;

use super::{Answer, Ask, Conversation, Person};

const BOUNDARY: &str = "----natter-test-7f3a";

/// A form with fields and perhaps a file, as a browser sends it.
pub fn multipart(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(part.as_bytes());
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// The rest of a body that has begun to come.
#[must_use = "it comes when this is dropped"]
pub struct Rest(oneshot::Sender<()>);

impl Rest {
    pub fn comes(self) {
        let _ = self.0.send(());
    }
}

/// A body of which the last bytes come when they are let go.
pub fn halted(mut whole: Vec<u8>) -> (reqwest::Body, Rest) {
    let last = whole.split_off(whole.len() - 60);
    let (rest, comes) = oneshot::channel::<()>();
    let begin = stream::once(async { Ok::<_, std::io::Error>(whole) });
    let end = stream::once(async {
        let _ = comes.await;
        Ok(last)
    });
    (reqwest::Body::wrap_stream(begin.chain(end)), Rest(rest))
}

pub fn content_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// A JPEG of so many pixels, no two alike.
pub fn photograph(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([x as u8, y as u8, (x * y % 251) as u8])
    });
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

impl Person {
    /// Uploads a file as the page's script does.
    pub fn uploads(
        &self,
        conversation: &Conversation,
        fields: &[(&str, &str)],
        (name, bytes): (&str, &[u8]),
    ) -> Ask<'_> {
        self.posts_parts(conversation, multipart(fields, Some((name, bytes))))
    }

    /// Posts this where files are uploaded.
    pub fn posts_parts(
        &self,
        conversation: &Conversation,
        body: impl Into<reqwest::Body>,
    ) -> Ask<'_> {
        let path = format!("{}/files", conversation.path());
        self.post(&path).htmx().body(body).header("content-type", &content_type())
    }

    /// The id of a file that is uploaded now.
    pub async fn uploaded(&self, conversation: &Conversation, name: &str, bytes: &[u8]) -> String {
        id_in(&self.uploads(conversation, &[], (name, bytes)).await.is(200))
    }

    pub fn downloads(&self, id: &str) -> Ask<'_> {
        self.get(&format!("/files/{id}/any"))
    }
}

/// Of the file that an answer shows.
pub fn id_in(answer: &Answer) -> String {
    let (_, rest) = answer.body.split_once("data-file=\"").expect("the answer shows a file");
    rest.split('"').next().unwrap().to_owned()
}
