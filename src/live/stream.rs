//! The way to one browser.

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
use futures_util::{Stream, future::BoxFuture};
use tokio::{
    sync::mpsc,
    time::{Instant, Interval, MissedTickBehavior, interval_at, sleep},
};
use tokio_util::sync::CancellationToken;

use super::{hub::Membership, render, subscriber::Frame};
use crate::presence::OpenStream;

/// The page takes a stream for dead after 35 s of silence.
const PING: Duration = Duration::from_secs(15);
/// At a stop the streams end spread over this time, so that the browsers do
/// not all come back in the same instant.
pub const STOP_SPREAD: Duration = Duration::from_secs(2);

/// A stream of events: first what the page has missed, then what happens.
pub(super) struct LiveStream {
    first: VecDeque<Bytes>,
    frames: mpsc::Receiver<Frame>,
    /// Everything up to this version was sent.
    sent: i64,
    ping: Interval,
    ended: bool,
    /// Ready when the stream must end without a last word.
    end: BoxFuture<'static, ()>,
    /// What ends with the stream.
    _held: (Vec<Membership>, OpenStream),
}

impl LiveStream {
    pub fn new(
        first: VecDeque<Bytes>,
        sent: i64,
        frames: mpsc::Receiver<Frame>,
        held: (Vec<Membership>, OpenStream),
        end: BoxFuture<'static, ()>,
    ) -> Self {
        let mut ping = interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { first, frames, sent, ping, ended: false, end, _held: held }
    }

    /// The next frame that this stream has not sent yet; none at the end.
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        while let Some(frame) = ready!(self.frames.poll_recv(context)) {
            match frame {
                Frame::Change { version, .. } if version <= self.sent => {}
                Frame::Change { version, bytes } => {
                    self.sent = version;
                    return Poll::Ready(Some(bytes));
                }
                Frame::State(bytes) => return Poll::Ready(Some(bytes)),
                Frame::Last(bytes) => {
                    self.ended = true;
                    return Poll::Ready(Some(bytes));
                }
            }
        }
        Poll::Ready(None)
    }
}

impl Stream for LiveStream {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(bytes) = self.first.pop_front() {
            return Poll::Ready(Some(Ok(bytes)));
        }
        if self.ended || self.end.as_mut().poll(context).is_ready() {
            return Poll::Ready(None);
        }
        if let Poll::Ready(bytes) = self.poll_frame(context) {
            return Poll::Ready(bytes.map(Ok));
        }
        ready!(self.ping.poll_tick(context));
        Poll::Ready(Some(Ok(render::ping())))
    }
}

/// Ready when frames had to be dropped, or, a moment later, when the process
/// is about to stop.
pub(super) fn end_of(
    overflowed: CancellationToken,
    stopping: CancellationToken,
) -> BoxFuture<'static, ()> {
    Box::pin(async move {
        tokio::select! {
            () = overflowed.cancelled() => {}
            () = stopping.cancelled() => sleep(STOP_SPREAD.mul_f64(rand::random())).await,
        }
    })
}

/// An answer that is an event stream, not buffered on its way.
pub(super) fn event_stream(
    stream: impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static,
) -> Response {
    let mut response = Body::from_stream(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
