//! What a file is, by its content and never by its name.

use serde::{Deserialize, Serialize};

/// How a file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Picture,
    Voice,
    Audio,
    Video,
    Other,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Voice => "voice",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Other => "other",
        }
    }

    /// As it is stored; what is not known is shown as any file.
    pub fn of(stored: &str) -> Self {
        [Self::Picture, Self::Voice, Self::Audio, Self::Video]
            .into_iter()
            .find(|kind| kind.as_str() == stored)
            .unwrap_or(Self::Other)
    }
}

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sniffed {
    pub kind: Kind,
    pub media_type: &'static str,
}

/// So many bytes from the beginning decide.
pub const SNIFFED_BYTES: usize = 4096;

const HTML: &str = "text/html";
const SVG: &str = "image/svg+xml";
const UNKNOWN: &str = "application/octet-stream";

/// What browsers show and play by themselves, and what cannot run anything there.
const INLINE: [&str; 15] = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/avif",
    "audio/mpeg",
    "audio/mp4",
    "audio/ogg",
    "audio/webm",
    "audio/wav",
    "audio/aac",
    "audio/flac",
    "video/mp4",
    "video/webm",
    "video/quicktime",
];

/// Whether a browser may show it where it is asked for, and need not save it.
pub fn is_shown_inline(media_type: &str) -> bool {
    INLINE.contains(&media_type)
}

/// What these first bytes are. A recording of sound alone looks like a video, so
/// whoever recorded it says that it is a voice.
pub fn sniff(bytes: &[u8], voice: bool) -> Sniffed {
    let found = infer::get(bytes).map(|found| usual(found.mime_type()));
    let media_type = match found {
        Some("text/html" | "text/xml") | None => of_text(bytes),
        Some(found) => found,
    };
    let is_inline = is_shown_inline(media_type);
    let kind = match media_type.split('/').next() {
        Some("image") if is_inline => Kind::Picture,
        Some("audio") if is_inline && voice => Kind::Voice,
        Some("audio") if is_inline => Kind::Audio,
        Some("video") if is_inline && voice => Kind::Voice,
        Some("video") if is_inline => Kind::Video,
        _ => Kind::Other,
    };
    Sniffed { kind, media_type: if kind == Kind::Voice { heard(media_type) } else { media_type } }
}

/// As browsers call it.
fn usual(media_type: &'static str) -> &'static str {
    match media_type {
        "audio/m4a" => "audio/mp4",
        "audio/opus" => "audio/ogg",
        "audio/x-flac" => "audio/flac",
        "audio/x-wav" => "audio/wav",
        "video/x-m4v" => "video/mp4",
        other => other,
    }
}

/// The same container with sound alone.
fn heard(media_type: &'static str) -> &'static str {
    match media_type {
        "video/webm" => "audio/webm",
        "video/mp4" | "video/quicktime" => "audio/mp4",
        other => other,
    }
}

/// Text has no mark of its own; what would run in a browser is told apart.
fn of_text(bytes: &[u8]) -> &'static str {
    let bytes = &bytes[..bytes.len().min(SNIFFED_BYTES)];
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // A letter may be cut in two at the end.
        Err(error) if bytes.len() - error.valid_up_to() < 4 => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return of_markup(&String::from_utf8_lossy(bytes)).unwrap_or(UNKNOWN),
    };
    let is_text = !text.is_empty()
        && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'));
    of_markup(text).unwrap_or(if is_text { "text/plain" } else { UNKNOWN })
}

/// Generously: what might be markup is never shown, only saved.
fn of_markup(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    let begin = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\u{c}']);
    if text.contains("<svg") {
        return Some(SVG);
    }
    let is_html = ["<!doctype html", "<html", "<script", "<body", "<head", "<iframe"];
    if is_html.iter().any(|tag| text.contains(tag)) {
        return Some(HTML);
    }
    begin.starts_with("<?xml").then_some("text/xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(bytes: &[u8]) -> (Kind, &'static str) {
        let Sniffed { kind, media_type } = sniff(bytes, false);
        (kind, media_type)
    }

    #[test]
    fn the_content_says_what_it_is() {
        for (bytes, kind, media_type) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], Kind::Picture, "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Kind::Picture, "image/jpeg"),
            (b"GIF89a\x01\0\x01\0", Kind::Picture, "image/gif"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Kind::Picture, "image/webp"),
            (b"RIFF\x10\0\0\0WAVEfmt ", Kind::Audio, "audio/wav"),
            (b"ID3\x03\0\0\0\0\0\0", Kind::Audio, "audio/mpeg"),
            (b"OggS\0\x02\0\0\0\0", Kind::Audio, "audio/ogg"),
            (b"\0\0\0\x18ftypisom\0\0\0\0", Kind::Video, "video/mp4"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Kind::Other, "image/heif"),
            (b"%PDF-1.7\n", Kind::Other, "application/pdf"),
            (b"PK\x03\x04\x14\0\0\0\0\0", Kind::Other, "application/zip"),
            (
                "plain, even as \u{441}\u{43b}\u{43e}\u{432}\u{430}".as_bytes(),
                Kind::Other,
                "text/plain",
            ),
            (b"\x01\x02\x03", Kind::Other, UNKNOWN),
            (b"", Kind::Other, UNKNOWN),
        ] {
            assert_eq!(sniffed(bytes), (kind, media_type), "{bytes:?}");
        }
    }

    #[test]
    fn what_would_run_is_never_shown() {
        for (bytes, media_type) in [
            (&b"<!DOCTYPE html><p>hello"[..], HTML),
            (b"  \n<HTML>", HTML),
            (b"\xef\xbb\xbf<html>", HTML),
            (b"words, then <script>alert(1)</script>", HTML),
            (b"\xff\xfe\x80 <script>", HTML),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'>", SVG),
            (b"<?xml version='1.0'?><!-- a --><svg>", SVG),
            (b"<?xml version='1.0'?><a/>", "text/xml"),
        ] {
            assert_eq!(sniffed(bytes), (Kind::Other, media_type));
            assert!(!is_shown_inline(media_type));
        }
    }

    #[test]
    fn a_recording_is_a_voice_when_it_is_said_to_be_one() {
        let of = |bytes: &[u8]| {
            let Sniffed { kind, media_type } = sniff(bytes, true);
            (kind, media_type)
        };
        let head =
            b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm";
        let webm = [head, &[0; 300][..]].concat();
        assert_eq!(of(&webm), (Kind::Voice, "audio/webm"));
        assert_eq!(sniffed(&webm), (Kind::Video, "video/webm"));
        assert_eq!(of(b"\0\0\0\x18ftypisom\0\0\0\0"), (Kind::Voice, "audio/mp4"));
        assert_eq!(of(b"\xff\xd8\xff\xe0\0\x10JFIF"), (Kind::Picture, "image/jpeg"));
        assert_eq!(of(b"words").0, Kind::Other);
    }
}
