//! The body of an upload, a piece at a time.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
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
/// After how many bytes in which no part was found nothing more is given out: `multer`
/// keeps them all, and searches them again with each piece.
const MOST_UNREAD: u64 = 64 * 1024;

/// Whether whoever reads a form has found something in what was given out.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress(Arc<AtomicBool>);

impl Progress {
    pub fn made(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

/// What comes of a body, and at its end what comes then of whoever sends it.
pub struct Incoming {
    body: Option<BodyDataStream>,
    /// Whoever sends it waits to be told to.
    waits: bool,
    /// A piece was given out, and the next one is not at once.
    gave: bool,
    progress: Progress,
    /// Bytes given out since the last progress.
    unread: u64,
}

impl Incoming {
    /// Too large, when its head says that it is larger than `most` bytes: before any
    /// of it is read.
    pub fn of(headers: &HeaderMap, body: Body, most: u64) -> Result<Self> {
        let incoming = Self {
            body: Some(body.into_data_stream()),
            waits: headers.contains_key(header::EXPECT),
            gave: false,
            progress: Progress::default(),
            unread: 0,
        };
        match length_of(headers) {
            Some(length) if length > most => Err(Error::TooLarge),
            _ => Ok(incoming),
        }
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

/// How many bytes are to come, where the head says that.
pub(super) fn length_of(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// One piece at a time, even for who asks for all that is there, as `multer` does:
/// a fast sender would fill the memory. After progress what is left is searched first.
impl Stream for Incoming {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let progressed = self.progress.take();
        if progressed {
            self.unread = 0;
        }
        if std::mem::take(&mut self.gave) || progressed {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.unread > MOST_UNREAD {
            return Poll::Ready(Some(Err(Error::TooLarge)));
        }
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let Poll::Ready(next) = body.poll_next_unpin(context) else { return Poll::Pending };
        self.gave = true;
        self.waits = false;
        match next {
            Some(Ok(piece)) => {
                self.unread += piece.len() as u64;
                Poll::Ready(Some(Ok(piece)))
            }
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
