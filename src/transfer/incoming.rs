//! The body of an upload, a piece at a time.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    http::{HeaderMap, header},
};
use futures_util::{Stream, StreamExt};
use tokio::time::timeout;

use crate::error::{Error, Result};

/// How long what is not wanted any more is taken in: a browser that still sends
/// hears nothing, and shows a broken connection instead of the answer.
const LINGER: Duration = Duration::from_secs(10);

/// What comes of a body, and at its end what comes then of whoever sends it.
pub struct Incoming {
    body: Option<BodyDataStream>,
    /// Whoever sends it waits to be told to.
    waits: bool,
    /// A piece was given out, and the next one is not at once.
    gave: bool,
}

impl Incoming {
    /// Too large, when its head says that it is larger than `most` bytes: before any
    /// of it is read.
    pub fn of(headers: &HeaderMap, body: Body, most: u64) -> Result<Self> {
        let waits = headers.contains_key(header::EXPECT);
        let incoming = Self { body: Some(body.into_data_stream()), waits, gave: false };
        let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        match length.and_then(|length| length.parse::<u64>().ok()) {
            Some(length) if length > most => Err(Error::TooLarge),
            _ => Ok(incoming),
        }
    }
}

/// One piece at a time, even for who asks for all that is there, as `multer` does:
/// a fast sender would fill the memory.
impl Stream for Incoming {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.gave) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let Poll::Ready(next) = body.poll_next_unpin(context) else { return Poll::Pending };
        self.gave = true;
        self.waits = false;
        match next {
            Some(Ok(piece)) => Poll::Ready(Some(Ok(piece))),
            Some(Err(_)) => {
                self.body = None;
                Poll::Ready(Some(Err(Error::BadRequest("error-cut-short"))))
            }
            None => {
                self.body = None;
                Poll::Ready(None)
            }
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if let Some(mut body) = self.body.take().filter(|_| !self.waits) {
            tokio::spawn(timeout(
                LINGER,
                async move { while let Some(Ok(_)) = body.next().await {} },
            ));
        }
    }
}
