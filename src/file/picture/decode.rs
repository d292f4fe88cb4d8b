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
        let Clean { bytes: clean, turn, frames } = clean(kind, bytes)?;
        let mut decoder = decoder(kind, &clean)?;
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
