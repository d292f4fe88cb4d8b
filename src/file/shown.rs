//! A file as messages carry it.

use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Kind;
use crate::entity::{file, object};

/// What a message shows of a file, which does not change any more once it is sent.
/// `messages.files` is a JSON list of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub id: Uuid,
    pub kind: Kind,
    /// By its content, like `image/jpeg`.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Harmless, at most 120 characters.
    pub name: String,
    /// In bytes.
    pub size: i64,
    /// In pixels, of a picture.
    pub width: Option<i32>,
    pub height: Option<i32>,
    /// In milliseconds, as whoever sent it has said.
    pub duration: Option<i64>,
    /// Of a voice message: at most 64 bars from `0` to `v`, empty when not known.
    pub waveform: String,
    /// What it shows, in words; perhaps empty.
    pub alt: String,
    pub animated: bool,
    /// Whether there is a small picture of it.
    pub thumbnail: bool,
}

impl File {
    pub(super) fn new(file: &file::Model, object: &object::Model) -> Self {
        Self {
            id: file.id,
            kind: Kind::of(&file.kind),
            media_type: object.media_type.clone(),
            name: file.name.clone(),
            size: file.size,
            width: file.width,
            height: file.height,
            duration: file.duration_ms,
            waveform: file.waveform.clone(),
            alt: file.alt.clone(),
            animated: file.animated,
            thumbnail: object.thumbnail,
        }
    }

    /// What `messages.files` holds of these, in their order; none of none.
    pub fn to_json(files: &[Self]) -> Option<String> {
        if files.is_empty() {
            return None;
        }
        serde_json::to_string(files).ok()
    }

    /// What `messages.files` says.
    pub fn of_json(column: Option<&str>) -> Vec<Self> {
        column.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

/// Of a row of `files` with the object's `media_type` and `thumbnail`.
impl FromQueryResult for File {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get(prefix, "id")?,
            kind: Kind::of(&row.try_get::<String>(prefix, "kind")?),
            media_type: row.try_get(prefix, "media_type")?,
            name: row.try_get(prefix, "name")?,
            size: row.try_get(prefix, "size")?,
            width: row.try_get(prefix, "width")?,
            height: row.try_get(prefix, "height")?,
            duration: row.try_get(prefix, "duration_ms")?,
            waveform: row.try_get(prefix, "waveform")?,
            alt: row.try_get(prefix, "alt")?,
            animated: row.try_get(prefix, "animated")?,
            thumbnail: row.try_get(prefix, "thumbnail")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_keeps_is_read_again() {
        let file = File {
            id: Uuid::nil(),
            kind: Kind::Voice,
            media_type: "audio/webm".to_owned(),
            name: "voice.webm".to_owned(),
            size: 7,
            width: None,
            height: None,
            duration: Some(42_000),
            waveform: "0v".to_owned(),
            alt: String::new(),
            animated: false,
            thumbnail: false,
        };
        let json = File::to_json(std::slice::from_ref(&file)).unwrap();
        assert!(json.contains(r#""kind":"voice","type":"audio/webm""#), "{json}");
        assert_eq!(File::of_json(Some(&json)), [file]);
        assert_eq!(File::to_json(&[]), None);
        assert_eq!(File::of_json(Some("no list")), []);
        assert_eq!(File::of_json(None), []);
    }
}
