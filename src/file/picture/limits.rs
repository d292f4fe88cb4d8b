//! How much a picture may ask for, looked at before anything is decoded.

use image::ImageError;

use super::Unfit;

/// 50 megapixels.
const MAX_PIXELS: u64 = 50_000_000;
/// Of a side, as the largest that a JPEG can have.
const MAX_SIDE: u32 = 65_535;
/// Whoever shows an animation draws all of it: ten minutes of a small one, or
/// ten seconds of a large one.
const MAX_FRAMES: u64 = 5_000;
const MAX_PIXELS_OF_FRAMES: u64 = 1_500_000_000;
/// Bytes of decoded pixels; 16 bits a channel reach it at 32 megapixels.
pub const MAX_DECODED: u64 = 256 * 1024 * 1024;
/// Bytes that a decoder may take for anything else, such as colour profiles.
const MAX_OTHER: u64 = 16 * 1024 * 1024;

/// Refuses what has more pixels than a picture, or a frame of one, may have.
pub fn check_size(width: u32, height: u32) -> Result<(), Unfit> {
    let is_within = u64::from(width) * u64::from(height) <= MAX_PIXELS;
    if is_within && width.max(height) <= MAX_SIDE { Ok(()) } else { Err(Unfit::TooLarge) }
}

/// Refuses what has too many frames of this size.
pub fn check_frames(width: u32, height: u32, frames: u64) -> Result<(), Unfit> {
    let pixels = (u64::from(width) * u64::from(height)).saturating_mul(frames);
    let is_within = frames <= MAX_FRAMES && (frames <= 1 || pixels <= MAX_PIXELS_OF_FRAMES);
    if is_within { Ok(()) } else { Err(Unfit::TooLarge) }
}

/// Before the head is read.
pub fn of_head() -> image::Limits {
    of_bytes(MAX_OTHER)
}

pub fn of_pixels() -> image::Limits {
    of_bytes(MAX_DECODED)
}

fn of_bytes(bytes: u64) -> image::Limits {
    let mut limits = image::Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(bytes);
    limits
}

impl From<ImageError> for Unfit {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooLarge,
            ImageError::Unsupported(_) => Self::NoDecoder,
            _ => Self::Broken,
        }
    }
}
