//! From bytes to pixels, within bounds.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder,
    codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder},
    metadata::Orientation,
};

use super::{
    Unfit,
    clean::{Clean, clean},
    kind::Kind,
    limits::{self, check_frames, check_size},
};

/// A picture with its pixels, those of the first frame, as they lie in it.
pub struct Picture {
    pub kind: Kind,
    /// Its bytes without metadata.
    pub clean: Vec<u8>,
    pub frames: u64,
    /// How it is to be turned to be upright.
    pub turn: Orientation,
    pub image: DynamicImage,
    /// Its colour profile, when it speaks of what has been decoded.
    pub profile: Option<Vec<u8>>,
}

impl Picture {
    pub fn read(bytes: &[u8]) -> Result<Self, Unfit> {
        let kind = Kind::of(bytes)?;
        let Clean { bytes: clean, turn, frames, .. } = clean(kind, bytes)?;
        let mut decoder = decoder_within_limits(kind, &clean, frames)?;
        // Colours that are not understood are no reason to refuse a picture.
        let profile = decoder.icc_profile().ok().flatten();
        let image = DynamicImage::from_decoder(decoder)?;
        let profile = profile.filter(|profile| is_of(profile, &image));
        Ok(Self { kind, clean, frames, turn, image, profile })
    }

    pub fn is_turned(&self) -> bool {
        self.turn != Orientation::NoTransforms
    }

    pub fn upright_size(&self) -> (u32, u32) {
        let (width, height) = (self.image.width(), self.image.height());
        match self.turn {
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => (height, width),
            _ => (width, height),
        }
    }
}

/// The most bytes of memory that [`super::prepare`] takes for it, with those that
/// came. Nothing is decoded for it but the head.
pub fn memory(bytes: &[u8], as_file: bool) -> Result<u64, Unfit> {
    let kind = Kind::of(bytes)?;
    let clean = clean(kind, bytes)?;
    let pixels = decoder_within_limits(kind, &clean.bytes, clean.frames)?.total_bytes();
    let is_turned = !as_file && clean.turn != Orientation::NoTransforms;
    let copies = match kind {
        // Encoding holds them in another order, and twice what comes of it.
        Kind::Png if is_turned => 3,
        Kind::WebP if is_turned || clean.frames > 1 => 4,
        Kind::WebP => 2,
        // For turning, or for scaling what is transparent.
        Kind::Jpeg | Kind::Png | Kind::Gif => 1,
    };
    Ok(memory_of_head(bytes.len() as u64) + pixels + (copies * pixels).max(clean.beside))
}

/// The same, of so many bytes, until that is known: as they came, without
/// metadata, and once more in a decoder.
pub const fn memory_of_head(length: u64) -> u64 {
    length.saturating_mul(3)
}

fn decoder_within_limits(
    kind: Kind,
    bytes: &[u8],
    frames: u64,
) -> Result<Box<dyn ImageDecoder + '_>, Unfit> {
    let mut decoder = decoder(kind, bytes)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Unfit::Broken);
    }
    check_size(width, height)?;
    check_frames(width, height, frames)?;
    if decoder.total_bytes() > limits::MAX_DECODED {
        return Err(Unfit::TooLarge);
    }
    decoder.set_limits(limits::of_pixels())?;
    Ok(decoder)
}

fn decoder(kind: Kind, bytes: &[u8]) -> Result<Box<dyn ImageDecoder + '_>, Unfit> {
    let input = Cursor::new(bytes);
    Ok(match kind {
        Kind::Jpeg => Box::new(JpegDecoder::new(input)?),
        Kind::Png => Box::new(PngDecoder::with_limits(input, limits::of_head())?),
        Kind::Gif => Box::new(GifDecoder::new(input)?),
        Kind::WebP => Box::new(WebPDecoder::new(input)?),
    })
}

/// Not one of CMYK, whose pixels are RGB by now.
fn is_of(profile: &[u8], image: &DynamicImage) -> bool {
    let colors: &[u8] = if image.color().has_color() { b"RGB " } else { b"GRAY" };
    profile.get(16..20) == Some(colors)
}
