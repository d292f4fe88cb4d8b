//! The small picture that pages show.

use image::{DynamicImage, Rgb, RgbImage};

use super::{
    Unfit, color,
    decode::Picture,
    pixels::{as_rgb, encoded, scaled},
    upright::jpeg,
};

/// Pixels of the longer side.
const MAX_SIDE: u32 = 1200;
const QUALITY: f32 = 78.0;
/// Of what stands in the place of a picture that is gone.
const BLANK: (u32, u32) = (320, 180);
const GRAY: Rgb<u8> = Rgb([0xdd; 3]);

/// A WebP of at most 1,200 pixels a side, upright and in sRGB; of an animation its
/// first frame.
pub fn thumbnail(picture: &Picture) -> Result<Vec<u8>, Unfit> {
    encoded(&small(picture)?, QUALITY)
}

/// The same as a JPEG, for who takes nothing else; what is transparent is white.
pub fn small_jpeg(bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    jpeg(&on_white(small(&Picture::read(bytes)?)?).into(), None)
}

/// A JPEG that shows nothing.
pub fn blank() -> Result<Vec<u8>, Unfit> {
    jpeg(&RgbImage::from_pixel(BLANK.0, BLANK.1, GRAY).into(), None)
}

fn on_white(image: DynamicImage) -> RgbImage {
    let mut on_white = RgbImage::from_pixel(image.width(), image.height(), Rgb([0xff; 3]));
    let pixels = image.into_rgba8();
    for (below, above) in on_white.pixels_mut().zip(pixels.pixels()) {
        let [channels @ .., alpha] = above.0.map(u16::from);
        *below = Rgb(channels.map(|one| ((one * alpha + 255 * (255 - alpha)) / 255) as u8));
    }
    on_white
}

/// Upright and in sRGB.
fn small(picture: &Picture) -> Result<DynamicImage, Unfit> {
    let image = &picture.image;
    let size = fitting(image.width(), image.height());
    let small = if size == (image.width(), image.height()) {
        image.clone()
    } else {
        scaled(image, None, size)?
    };
    let mut small = color::as_srgb(as_rgb(small), picture.profile.as_deref());
    small.apply_orientation(picture.turn);
    Ok(small)
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
    use std::io::Cursor;

    use image::{ImageFormat, RgbaImage};

    use super::{BLANK, blank, fitting, small_jpeg};

    #[test]
    fn in_a_jpeg_what_is_transparent_is_white() {
        let mut png = Cursor::new(Vec::new());
        RgbaImage::new(30, 20).write_to(&mut png, ImageFormat::Png).unwrap();
        let jpeg = small_jpeg(png.get_ref()).unwrap();
        let shown = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).unwrap();
        assert_eq!((shown.width(), shown.height()), (30, 20));
        assert!(shown.into_rgb8().iter().all(|channel| *channel > 250));
        let gray = image::load_from_memory_with_format(&blank().unwrap(), ImageFormat::Jpeg);
        assert_eq!(gray.map(|it| (it.width(), it.height())).unwrap(), BLANK);
    }

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
