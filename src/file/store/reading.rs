//! The bytes of an object, a piece at a time.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    ops::Range,
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use object_store::{GetResult, GetResultPayload};
use tokio::task::spawn_blocking;

use super::away;
use crate::error::{Error, Result};

/// How much is read at once: enough that going to another thread for it costs
/// little, and little for somebody slow.
const PIECE: u64 = 256 * 1024;

pub(super) fn pieces(found: GetResult) -> impl Stream<Item = Result<Bytes>> + Send + use<> {
    let range = found.range.clone();
    match found.payload {
        GetResultPayload::File(file, _) => of_file(file, range).boxed(),
        GetResultPayload::Stream(stream) => stream.map_err(away).boxed(),
    }
}

/// These bytes of a file. It ends with an error when the file does before.
pub(super) fn of_file(
    file: File,
    range: Range<u64>,
) -> impl Stream<Item = Result<Bytes>> + Send + use<> {
    stream::try_unfold((file, range), |(file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let read = spawn_blocking(move || piece(file, range)).await;
        let read = read.map_err(|error| Error::Internal(error.to_string()))?;
        read.map(Some).map_err(|error| Error::Unavailable(format!("the store of files: {error}")))
    })
}

fn piece(mut file: File, range: Range<u64>) -> std::io::Result<(Bytes, (File, Range<u64>))> {
    let size = PIECE.min(range.end - range.start);
    file.seek(SeekFrom::Start(range.start))?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    (&mut file).take(size).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    let rest = range.start + bytes.len() as u64..range.end;
    Ok((bytes.into(), (file, rest)))
}
