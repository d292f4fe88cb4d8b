//! Files as programs read them.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{file::File, paths};

/// Where the picture of a person or of a group is.
pub fn avatar_path(id: Option<Uuid>) -> Option<String> {
    id.as_ref().map(paths::avatar).map(of_programs)
}

fn of_programs(path: String) -> String {
    format!("{}{path}", paths::API_V1)
}

/// What a message carries besides its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = File)]
pub struct FileView<'f> {
    id: Uuid,
    /// `picture`, `voice`, `audio`, `video` or `other`.
    #[schema(examples("picture"))]
    kind: &'static str,
    /// By its content.
    #[serde(rename = "type")]
    #[schema(examples("image/jpeg"))]
    media_type: &'f str,
    name: &'f str,
    /// In bytes.
    #[schema(minimum = 0)]
    size: i64,
    /// In pixels, of a picture.
    width: Option<i32>,
    height: Option<i32>,
    /// In milliseconds, where whoever sent it has said that.
    duration: Option<i64>,
    /// Of a voice message: at most 64 bars from `0` to `9` and `a` to `v`.
    waveform: &'f str,
    /// What it shows, in words.
    alt: &'f str,
    animated: bool,
    /// Where it is; asked with the same token.
    path: String,
    /// Where a small picture of it is.
    thumbnail_path: Option<String>,
}

impl<'f> FileView<'f> {
    pub fn new(file: &'f File) -> Self {
        Self {
            id: file.id,
            kind: file.kind.as_str(),
            media_type: &file.media_type,
            name: &file.name,
            size: file.size,
            width: file.width,
            height: file.height,
            duration: file.duration,
            waveform: &file.waveform,
            alt: &file.alt,
            animated: file.animated,
            path: of_programs(paths::file(&file.id, &file.name)),
            thumbnail_path: file.thumbnail.then(|| of_programs(paths::thumbnail(&file.id))),
        }
    }

    pub fn all(files: &'f [File]) -> Vec<Self> {
        files.iter().map(Self::new).collect()
    }
}
