//! The files of a message as everybody sees them.

use std::fmt::Write;

use askama::Template;

use super::views::FileView;
use crate::language::Words;

/// Largest picture in a message, in pixels of a page.
const MOST_WIDE: f64 = 416.0;
const MOST_HIGH: f64 = 352.0;
/// Up to so many pixels of a side and so many bytes a picture is shown itself.
const SMALL: i32 = 1200;
const LIGHT: i64 = 60_000;
/// Of a picture whose size nobody knows.
const UNKNOWN: (i32, i32) = (320, 240);
/// Of a bar in a waveform.
const WIDTH: usize = 4;
const MIDDLE: u32 = 14;
const LOWEST: u32 = 2;
/// Where no waveform came with a recording.
const FLAT: &str = "00000000000000000000000000000000";

/// What stands above the text of a message: an album, then all else.
#[derive(Template)]
#[template(path = "fragments/attachments.html")]
pub struct Attachments<'f> {
    words: Words,
    pictures: Vec<&'f FileView>,
    others: Vec<&'f FileView>,
}

impl<'f> Attachments<'f> {
    pub fn new(files: &'f [FileView], words: Words) -> Self {
        let (pictures, others) = files.iter().partition(|file| file.kind == "picture");
        Self { words, pictures, others }
    }
}

impl FileView {
    /// What a page loads of a picture: itself, where that is light or moves.
    pub fn small_path(&self) -> String {
        let is_light = self.size <= LIGHT && self.width.max(self.height) <= Some(SMALL);
        if self.thumbnail && !self.animated && !is_light {
            self.thumbnail_path()
        } else {
            self.path()
        }
    }

    /// Width and height of a picture in a message; the same shape, and never larger
    /// than it is.
    pub fn fit(&self) -> (i32, i32) {
        let (Some(width), Some(height)) = (self.width, self.height) else { return UNKNOWN };
        let (wide, high) = (f64::from(width.max(1)), f64::from(height.max(1)));
        let scale = (MOST_WIDE / wide).min(MOST_HIGH / high).min(1.0);
        let scaled = |side: f64| (side * scale).round().max(1.0) as i32;
        (scaled(wide), scaled(high))
    }

    /// `PDF, 214 kB`.
    pub fn about(&self) -> String {
        let extension = self.name.rsplit_once('.').map(|(_, extension)| extension);
        let short = extension.filter(|it| (1..=5).contains(&it.len()) && it.is_ascii());
        short.map_or_else(
            || self.size_words.clone(),
            |extension| format!("{}, {}", extension.to_uppercase(), self.size_words),
        )
    }

    /// How long a recording is.
    pub fn length(&self) -> &str {
        self.duration.as_deref().unwrap_or("0:00")
    }

    fn bars(&self) -> &str {
        if self.waveform.is_empty() { FLAT } else { &self.waveform }
    }

    pub fn wave_width(&self) -> usize {
        self.bars().len() * WIDTH
    }

    /// The waveform as a path, 28 high.
    pub fn wave(&self) -> String {
        let mut path = String::new();
        for (index, bar) in self.bars().chars().enumerate() {
            let half = LOWEST + bar.to_digit(32).unwrap_or_default() / 3;
            let x = index * WIDTH + WIDTH / 2;
            // Into a text nothing fails.
            let _ = write!(path, "M{x} {}v{}", MIDDLE - half, 2 * half);
        }
        path
    }
}
