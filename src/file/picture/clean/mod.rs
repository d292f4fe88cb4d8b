//! Pictures without metadata and without what was hung on behind them. Pixels
//! stay as they are, bit by bit.
//!
//! Each kind names what it keeps; all else goes, also what nobody knows yet. No
//! crate did all of it: `img-parts` keeps what stands behind a JPEG and knows no
//! GIF, `little_exif` knows EXIF alone.

mod gif;
mod input;
mod jpeg;
mod png;
mod webp;

use image::metadata::Orientation;

use super::{Unfit, kind::Kind};

/// A picture that is nothing but a picture.
pub struct Clean {
    pub bytes: Vec<u8>,
    /// How it is to be turned, as its EXIF says.
    pub turn: Orientation,
    /// At least one.
    pub frames: u64,
    /// Bytes that decoding it takes beside those of its pixels, where they are many.
    pub beside: u64,
}

impl Clean {
    /// With room for as much as came, which is nearly all of it.
    fn begun(bytes: &[u8]) -> Self {
        let bytes = Vec::with_capacity(bytes.len());
        Self { bytes, turn: Orientation::NoTransforms, frames: 0, beside: 0 }
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Takes the orientation out of EXIF, with or without its JPEG prefix.
    fn look_into(&mut self, exif: &[u8]) {
        let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
        if self.turn == Orientation::NoTransforms {
            self.turn = Orientation::from_exif_chunk(tiff).unwrap_or(Orientation::NoTransforms);
        }
    }
}

pub fn clean(kind: Kind, bytes: &[u8]) -> Result<Clean, Unfit> {
    let mut clean = match kind {
        Kind::Jpeg => jpeg::clean(bytes),
        Kind::Png => png::clean(bytes),
        Kind::Gif => gif::clean(bytes),
        Kind::WebP => webp::clean(bytes),
    }?;
    clean.frames = clean.frames.max(1);
    if clean.frames > 1 {
        // Nothing here encodes animations, and few say that they lie on a side.
        clean.turn = Orientation::NoTransforms;
    }
    Ok(clean)
}
