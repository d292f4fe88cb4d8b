//! A temporary file for what is coming in.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    mem,
    path::PathBuf,
};

use bytes::Bytes;
use tempfile::TempPath;
use tokio::task::spawn_blocking;

use crate::{
    error::{Error, Result},
    file::SNIFFED_BYTES,
};

/// So many bytes are written at once, off the threads that must not wait.
const BUFFER: usize = 64 * 1024;

/// What has come so far. Dropped, nothing of it is left.
pub struct Spool {
    /// None while it is written to.
    file: Option<Spooled>,
    buffer: Vec<u8>,
    begin: Vec<u8>,
    size: u64,
}

/// A file that is whole.
pub struct Spooled {
    pub file: File,
    pub size: u64,
    path: Option<TempPath>,
}

impl Spooled {
    /// What it is called in its folder.
    pub fn name(&self) -> Option<&str> {
        self.path.as_ref()?.file_name()?.to_str()
    }

    /// It is there no more, under this name.
    pub fn keep(mut self) {
        if let Some(path) = self.path.take() {
            // Only says not to remove it.
            let _ = path.keep();
        }
    }
}

impl Spool {
    /// In this folder, under a name.
    pub async fn within(folder: PathBuf) -> Result<Self> {
        let made =
            blocking(move || tempfile::Builder::new().prefix("").tempfile_in(folder)).await?;
        let (file, path) = made.into_parts();
        Ok(Self::new(file, Some(path)))
    }

    /// Where the system keeps such, without a name: it goes even when the process is
    /// killed.
    pub async fn anywhere() -> Result<Self> {
        Ok(Self::new(blocking(tempfile::tempfile).await?, None))
    }

    fn new(file: File, path: Option<TempPath>) -> Self {
        let file = Some(Spooled { file, size: 0, path });
        Self { file, buffer: Vec::new(), begin: Vec::new(), size: 0 }
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// As much of the beginning as tells what it is.
    pub fn begin(&self) -> &[u8] {
        &self.begin
    }

    pub async fn write(&mut self, piece: Bytes) -> Result<()> {
        let missing = SNIFFED_BYTES.saturating_sub(self.begin.len());
        self.begin.extend_from_slice(&piece[..missing.min(piece.len())]);
        self.size += piece.len() as u64;
        let mut rest = &piece[..];
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(BUFFER - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            rest = later;
            if self.buffer.len() == BUFFER {
                self.flush().await?;
            }
        }
        Ok(())
    }

    /// All of it in memory; it must be small enough.
    pub async fn read_all(&mut self) -> Result<Vec<u8>> {
        self.flush().await?;
        let size = usize::try_from(self.size).unwrap_or_default();
        self.with_file(move |file| {
            let mut bytes = Vec::with_capacity(size);
            file.seek(SeekFrom::Start(0))?;
            file.read_to_end(&mut bytes)?;
            Ok(bytes)
        })
        .await
    }

    /// Has these bytes instead.
    pub async fn replace(&mut self, bytes: Vec<u8>) -> Result<()> {
        self.size = bytes.len() as u64;
        self.with_file(move |file| {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&bytes)
        })
        .await
    }

    /// All of it on the disk.
    pub async fn finish(mut self) -> Result<Spooled> {
        self.flush().await?;
        self.with_file(|file| {
            file.seek(SeekFrom::Start(0))?;
            file.sync_all()
        })
        .await?;
        let spooled = self.file.take().ok_or_else(lost)?;
        Ok(Spooled { size: self.size, ..spooled })
    }

    async fn flush(&mut self) -> Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let mut buffer = mem::take(&mut self.buffer);
        self.buffer = self
            .with_file(move |file| {
                file.write_all(&buffer)?;
                buffer.clear();
                Ok(buffer)
            })
            .await?;
        Ok(())
    }

    async fn with_file<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut File) -> io::Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut spooled = self.file.take().ok_or_else(lost)?;
        let (spooled, done) = blocking(move || {
            let done = work(&mut spooled.file);
            Ok((spooled, done))
        })
        .await?;
        self.file = Some(spooled);
        done.map_err(no_room)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))?;
    done.map_err(no_room)
}

fn no_room(error: io::Error) -> Error {
    Error::Unavailable(format!("the store of files: {error}"))
}

fn lost() -> Error {
    Error::Internal("a file that is written to was cut off".to_owned())
}
