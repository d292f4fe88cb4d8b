//! The way to one page or program.

use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{
    FutureExt, Stream, StreamExt,
    future::{BoxFuture, Fuse, FusedFuture},
};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep};
use tokio_util::sync::CancellationToken;

use super::{Handover, ping, wire};
use crate::{
    live::{Ending, Frame, Frames, Membership, Opened},
    presence::OpenStream,
};

/// The page takes a stream for dead after 35 s of silence.
const PING: Duration = Duration::from_secs(15);
/// Who does not take the last frame by then is cut off.
const LAST_WORD_WITHIN: Duration = Duration::from_secs(5);
/// At a stop the streams end spread over this time, so that the browsers do
/// not all come back in the same instant.
pub const STOP_SPREAD: Duration = Duration::from_secs(2);

/// A stream of events: first what the page has missed, then what happens.
pub struct LiveStream {
    first: VecDeque<Bytes>,
    frames: Frames,
    /// Everything up to this version was sent.
    sent: i64,
    ping: Interval,
    ended: bool,
    /// Ready when the stream must end without a last word.
    end: Fuse<BoxFuture<'static, ()>>,
    /// What ends with the stream.
    _memberships: Vec<Membership>,
    _open: Option<OpenStream>,
}

impl LiveStream {
    /// It counts as somebody's presence by `open`, and ends when the process is
    /// about to stop.
    pub fn new(opened: Opened, open: Option<OpenStream>, stopping: CancellationToken) -> Self {
        let mut ping = interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            first: opened.first,
            frames: opened.frames,
            sent: opened.sent,
            ping,
            ended: false,
            end: end_of(opened.ending, stopping).fuse(),
            _memberships: opened.memberships,
            _open: open,
        }
    }

    /// What waits to be sent already.
    pub fn waiting(&mut self) -> Option<Bytes> {
        if let Some(bytes) = self.next_missed() {
            return Some(bytes);
        }
        while !self.ended {
            let frame = self.frames.try_recv()?;
            if let Some(bytes) = self.bytes_of(frame) {
                return Some(bytes);
            }
        }
        None
    }

    /// Waits until the stream must end, whatever still waits to be sent.
    pub async fn ended(&mut self) {
        (&mut self.end).await;
    }

    /// The next that was missed before the stream was opened.
    fn next_missed(&mut self) -> Option<Bytes> {
        let bytes = self.first.pop_front()?;
        if self.first.is_empty() {
            // It has taken room for all that was missed.
            self.first = VecDeque::new();
        }
        Some(bytes)
    }

    /// The next frame that this stream has not sent yet; none at the end.
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        while let Some(frame) = ready!(self.frames.poll_recv(context)) {
            if let Some(bytes) = self.bytes_of(frame) {
                return Poll::Ready(Some(bytes));
            }
        }
        Poll::Ready(None)
    }

    /// What is sent of this; none where it was sent before.
    fn bytes_of(&mut self, frame: Frame) -> Option<Bytes> {
        match frame {
            Frame::Change { version, .. } | Frame::LastAt { version, .. }
                if version <= self.sent =>
            {
                None
            }
            Frame::Change { version, bytes } => {
                self.sent = version;
                Some(bytes)
            }
            Frame::State(bytes) => Some(bytes),
            Frame::LastAt { bytes, .. } | Frame::Last(bytes) => {
                self.ended = true;
                Some(bytes)
            }
        }
    }
}

impl Stream for LiveStream {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(bytes) = self.next_missed() {
            return Poll::Ready(Some(bytes));
        }
        if self.ended || self.end.is_terminated() {
            return Poll::Ready(None);
        }
        if let Poll::Ready(bytes) = self.poll_frame(context) {
            return Poll::Ready(bytes);
        }
        if self.end.poll_unpin(context).is_ready() {
            return Poll::Ready(None);
        }
        ready!(self.ping.poll_tick(context));
        Poll::Ready(Some(ping()))
    }
}

/// Ready when frames had to be dropped; a moment after the last one was handed
/// over, should the reader not take it; or when the process is about to stop.
fn end_of(ending: Ending, stopping: CancellationToken) -> BoxFuture<'static, ()> {
    Box::pin(async move {
        tokio::select! {
            () = ending.overflowed.cancelled() => {}
            () = ending.last_word.cancelled() => sleep(LAST_WORD_WITHIN).await,
            () = stopping.cancelled() => sleep(STOP_SPREAD.mul_f64(rand::random())).await,
        }
    })
}

/// An answer that is an event stream, not buffered on its way. Over HTTP/1.1
/// the stream takes the connection over.
pub fn event_stream(stream: LiveStream, handover: Option<Handover>) -> Response {
    match handover {
        // Boxed, so that it has its place once, however often it is handed on.
        Some(handover) => {
            let stream = Box::new(stream);
            events(handover.body(move |socket| wire::write(stream, socket)))
        }
        None => events(Body::from_stream(stream.map(Ok::<_, Infallible>))),
    }
}

/// A stream that has but one thing to say.
pub fn single_event(event: Bytes) -> Response {
    events(Body::from(event))
}

fn events(body: Body) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::queue;

    fn bytes(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    /// What a stream says that has come up to this version.
    async fn said(sent: i64) -> Vec<Bytes> {
        let (sender, frames) = queue(8);
        let change = |version| Frame::Change { version, bytes: bytes("change") };
        for frame in [change(6), Frame::LastAt { version: 7, bytes: bytes("removed") }, change(8)] {
            assert!(sender.try_send(frame).is_ok());
        }
        drop(sender);
        let (first, ending) = (VecDeque::new(), Ending::default());
        let opened = Opened { first, sent, frames, memberships: Vec::new(), ending };
        LiveStream::new(opened, None, CancellationToken::new()).collect().await
    }

    #[tokio::test]
    async fn a_removal_ends_only_streams_that_have_not_come_further() {
        assert_eq!(said(5).await, ["change", "removed"]);
        assert_eq!(said(6).await, ["removed"]);
        assert_eq!(said(7).await, ["change"]);
    }
}
