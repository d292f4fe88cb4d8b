//! Writes a stream to its socket.
//!
//! Everything that waits leaves in one write, from the bytes that all streams
//! share: a reader that has fallen behind costs no more than one that has not.

use std::io::{self, IoSlice};

use bytes::Bytes;
use futures_util::StreamExt;
use metrics::counter;
use socket2::SockRef;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
};

use super::live_stream::LiveStream;
use crate::metrics as names;

/// Frames that leave in one write.
const AT_ONCE: usize = 64;
/// Bytes that a browser may send after its request.
const MOST_DROPPED: usize = 4096;
/// Bytes in the kernel for one stream; it doubles them. Without a limit it
/// keeps up to 4 MB for a reader that takes nothing.
const SEND_BUFFER: usize = 128 * 1024;
/// Ends a body of chunks.
const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// Sends the stream as the chunked body of an answer, until one side ends it.
pub(super) async fn write(stream: Box<LiveStream>, mut socket: TcpStream) {
    // Not to be had is no reason not to stream.
    let _ = SockRef::from(&socket).set_send_buffer_size(SEND_BUFFER);
    let (reading, writing) = socket.split();
    let sent = tokio::select! {
        biased;
        sent = send(stream, writing) => sent,
        () = gone(reading) => return,
    };
    if let Err(error) = sent {
        tracing::debug!(%error, "a stream ended");
    }
}

async fn send(mut stream: Box<LiveStream>, mut socket: WriteHalf<'_>) -> io::Result<()> {
    while let Some(first) = stream.next().await {
        let frames = with_waiting(first, &mut stream);
        counter!(names::EVENTS).increment(frames.len() as u64);
        counter!(names::WRITES).increment(1);
        tokio::select! {
            biased;
            sent = send_chunk(&frames, &mut socket) => sent?,
            // Also a reader that takes nothing must not hold the stream open.
            () = stream.ended() => return Ok(()),
        }
    }
    socket.write_all(LAST_CHUNK).await
}

/// This frame and those that wait behind it.
fn with_waiting(first: Bytes, stream: &mut LiveStream) -> Vec<Bytes> {
    let mut frames = vec![first];
    while frames.len() < AT_ONCE
        && let Some(next) = stream.waiting()
    {
        frames.push(next);
    }
    frames
}

async fn send_chunk(frames: &[Bytes], socket: &mut WriteHalf<'_>) -> io::Result<()> {
    let length: usize = frames.iter().map(Bytes::len).sum();
    if length == 0 {
        // It would be read as the last chunk.
        return Ok(());
    }
    let head = format!("{length:x}\r\n");
    let mut slices = Vec::with_capacity(frames.len() + 2);
    slices.push(IoSlice::new(head.as_bytes()));
    slices.extend(frames.iter().map(|frame| IoSlice::new(frame)));
    slices.push(IoSlice::new(b"\r\n"));
    let mut rest = slices.as_mut_slice();
    while !rest.is_empty() {
        match socket.write_vectored(rest).await? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            written => IoSlice::advance_slices(&mut rest, written),
        }
    }
    Ok(())
}

/// Ready when the browser has closed. It has nothing more to say on this
/// connection; a little that comes all the same is dropped.
async fn gone(mut socket: ReadHalf<'_>) {
    let mut dropped = 0;
    while let Ok(read @ 1..) = socket.read(&mut [0; 64]).await {
        dropped += read;
        if dropped > MOST_DROPPED {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size_of_task<T>(_: impl FnOnce(Box<LiveStream>, TcpStream) -> T) -> usize {
        size_of::<T>()
    }

    #[test]
    fn an_idle_stream_is_small() {
        let (task, stream) = (size_of_task(write), size_of::<LiveStream>());
        assert!(task <= 640 && stream <= 256, "{task} and {stream} bytes");
    }
}
