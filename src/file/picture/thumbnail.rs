//! The small picture that pages show.

use super::{
    Unfit, color,
    decode::Picture,
    pixels::{as_rgb, encoded, scaled},
};

/// Pixels of the longer side.
const MAX_SIDE: u32 = 1200;
const QUALITY: f32 = 78.0;

/// A WebP of at most 1,200 pixels a side, upright and in sRGB; of an animation its
/// first frame.
pub fn thumbnail(picture: &Picture) -> Result<Vec<u8>, Unfit> {
    let image = &picture.image;
    let size = fitting(image.width(), image.height());
    let small = if size == (image.width(), image.height()) {
        image.clone()
    } else {
        scaled(image, None, size)?
    };
    let mut small = color::as_srgb(as_rgb(small), picture.profile.as_deref());
    small.apply_orientation(picture.turn);
    encoded(&small, QUALITY)
}

fn fitting(width: u32, height: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= MAX_SIDE {
        return (width, height);
    }
    let scale = f64::from(MAX_SIDE) / f64::from(longer);
    let side = |side: u32| ((f64::from(side) * scale).round() as u32).clamp(1, MAX_SIDE);
    (side(width), side(height))
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn a_thumbnail_keeps_proportions_and_never_grows() {
        for (of, expected) in [
            ((4000, 3000), (1200, 900)),
            ((3000, 4000), (900, 1200)),
            ((1200, 1200), (1200, 1200)),
            ((16, 9), (16, 9)),
            ((60_000, 1), (1200, 1)),
        ] {
            assert_eq!(fitting(of.0, of.1), expected);
        }
    }
}
