//! Taking a connection over from hyper.
//!
//! hyper keeps two buffers of 8 kB and its own state for as long as a
//! connection is open. A stream of events is open for hours and reads nothing
//! more. So once the head of such an answer is written, what follows is written
//! by whoever made the answer, and hyper's part is freed.

use std::{
    convert::Infallible,
    fmt, io,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::body::Body;
use bytes::Bytes;
use futures_util::{future::BoxFuture, stream};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// Writes the body of an answer, its chunks framed, until its end.
type Writer = Box<dyn FnOnce(TcpStream) -> BoxFuture<'static, ()> + Send>;

/// What a connection and its answer share. Requests over HTTP/1.1 carry it as
/// an extension; an older version has no chunks.
#[derive(Clone, Default)]
pub struct Handover(Arc<Shared>);

#[derive(Default)]
struct Shared {
    writer: Mutex<Option<Writer>>,
    /// A request has come over this connection.
    begun: AtomicBool,
    /// The kernel did not take all that hyper has to write.
    blocked: AtomicBool,
}

impl Handover {
    /// The body of an answer that `write` sends: it is given the socket once
    /// the head is written, and writes chunks as in RFC 9112, section 7.1. The
    /// answer must say `Connection: close`.
    pub fn body<F, W>(self, write: W) -> Body
    where
        F: Future<Output = ()> + Send + 'static,
        W: FnOnce(TcpStream) -> F + Send + 'static,
    {
        let mut writer: Option<Writer> = Some(Box::new(move |socket| Box::pin(write(socket))));
        Body::from_stream(stream::poll_fn(move |_| {
            // The head is in hyper's hands: it asks for a body only then.
            if let Some(writer) = writer.take() {
                *self.writer() = Some(writer);
            }
            Poll::<Option<Result<Bytes, Infallible>>>::Pending
        }))
    }

    pub fn begin(&self) {
        self.0.begun.store(true, Ordering::Relaxed);
    }

    /// hyper closes a connection that has not, when it is to end with its
    /// request, and whoever has just come would be refused without a word.
    pub fn has_begun(&self) -> bool {
        self.0.begun.load(Ordering::Relaxed)
    }

    /// Somebody waits to write on.
    pub fn is_wanted(&self) -> bool {
        self.writer().is_some()
    }

    /// Who writes on, once everything before is with the kernel. To be asked
    /// after hyper was polled: by then it has tried to write.
    pub fn take(&self) -> Option<Writer> {
        if self.0.blocked.load(Ordering::Relaxed) { None } else { self.writer().take() }
    }

    fn writer(&self) -> std::sync::MutexGuard<'_, Option<Writer>> {
        self.0.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Handover {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Handover")
    }
}

/// The socket as hyper has it.
pub struct Socket {
    pub stream: TcpStream,
    handover: Handover,
}

impl Socket {
    pub fn new(stream: TcpStream, handover: Handover) -> Self {
        Self { stream, handover }
    }

    fn written(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.handover.0.blocked.store(written.is_pending(), Ordering::Relaxed);
        written
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
