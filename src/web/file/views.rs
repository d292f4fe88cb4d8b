//! What pages show of files.

use uuid::Uuid;

use crate::{file::File, file_words, language::Words, paths};

/// A file of a message, with all that is shown of it; it knows nothing of its viewer.
#[derive(Debug, Clone)]
pub struct FileView {
    pub id: Uuid,
    /// `picture`, `voice`, `audio`, `video` or `other`.
    pub kind: &'static str,
    pub name: String,
    pub media_type: String,
    /// In bytes, and in words.
    pub size: i64,
    pub size_words: String,
    /// In pixels, of a picture.
    pub width: Option<i32>,
    pub height: Option<i32>,
    /// `0:42`, where it is known.
    pub duration: Option<String>,
    pub milliseconds: Option<i64>,
    /// One letter a bar, `0`–`9` and `a`–`v`; perhaps empty.
    pub waveform: String,
    /// What it shows, in words; perhaps empty.
    pub alt: String,
    pub animated: bool,
    pub thumbnail: bool,
}

impl FileView {
    pub fn new(file: &File, words: Words) -> Self {
        Self {
            id: file.id,
            kind: file.kind.as_str(),
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            size_words: file_words::size(file.size, words),
            width: file.width,
            height: file.height,
            duration: file.duration.map(file_words::duration),
            milliseconds: file.duration,
            waveform: file.waveform.clone(),
            alt: file.alt.clone(),
            animated: file.animated,
            thumbnail: file.thumbnail,
        }
    }

    pub fn path(&self) -> String {
        paths::file(&self.id, &self.name)
    }

    pub fn thumbnail_path(&self) -> String {
        paths::thumbnail(&self.id)
    }
}
