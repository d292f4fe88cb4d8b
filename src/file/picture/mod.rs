//! Pictures that people send: upright, without where and with what they were
//! taken, and with a thumbnail.
//!
//! Bytes in, bytes out, at the cost of a core: it knows nothing of a store or of
//! threads. A picture of the most pixels takes hundreds of megabytes while it is
//! decoded, so whoever has several looked at adds up what `memory` says of them.

mod avatar;
mod clean;
mod color;
mod decode;
mod kind;
mod limits;
mod pixels;
#[cfg(test)]
mod tests;
mod thumbnail;
mod upright;

pub use avatar::{Crop, avatar};
pub use decode::{memory, memory_of_head};
pub use thumbnail::{blank, small_jpeg};

use decode::Picture;

/// What becomes of a picture that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// What is kept instead of what came; none: that as it is.
    pub bytes: Option<Vec<u8>>,
    pub media_type: &'static str,
    /// As it is shown, which is upright.
    pub width: u32,
    pub height: u32,
    /// It has more frames than one.
    pub animated: bool,
    /// A WebP, upright and in sRGB.
    pub thumbnail: Vec<u8>,
}

/// Why something is not shown as a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// No picture of a kind that is shown: an ordinary file.
    NotPicture,
    /// A picture that nothing here can decode (HEIC, AVIF, rare kinds of JPEG):
    /// an ordinary file, with a sentence, because its position is still in it.
    NoDecoder,
    /// More pixels, frames or memory than pictures may have.
    TooLarge,
    /// It does not keep the rules of its kind, or ends too early.
    Broken,
}

impl Unfit {
    /// Whether it is kept as an ordinary file. Otherwise the sender is told, who
    /// may send it again *as file*: nothing could be removed from it, and they
    /// believe that it was.
    pub const fn is_kept(self, as_file: bool) -> bool {
        as_file || matches!(self, Self::NotPicture | Self::NoDecoder)
    }
}

/// Turns a picture upright, removes what tells of its place, device and past,
/// and makes a thumbnail. `as_file`: the picture stays as it came.
pub fn prepare(bytes: &[u8], as_file: bool) -> Result<Prepared, Unfit> {
    let picture = Picture::read(bytes)?;
    let (width, height) = picture.upright_size();
    let media_type = picture.kind.media_type();
    let animated = picture.frames > 1;
    // Scaled before it is turned, which is quicker.
    let thumbnail = thumbnail::thumbnail(&picture)?;
    if as_file {
        return Ok(Prepared { bytes: None, media_type, width, height, animated, thumbnail });
    }
    let shown = if picture.is_turned() { upright::encoded(picture)? } else { picture.clean };
    let bytes = (shown != bytes).then_some(shown);
    Ok(Prepared { bytes, media_type, width, height, animated, thumbnail })
}
