//! Pictures that were taken on their side, turned and encoded again.

use image::{
    DynamicImage, ImageEncoder,
    codecs::{png::PngEncoder, webp::WebPEncoder},
};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::{Unfit, decode::Picture, kind::Kind};

/// So high that nobody sees that it was encoded twice.
const QUALITY: u8 = 92;

/// Upright, in the kind it had, without metadata but for its colour profile. A
/// JPEG loses a little, the others nothing.
pub fn encoded(picture: Picture) -> Result<Vec<u8>, Unfit> {
    let Picture { kind, mut image, turn, profile, clean, .. } = picture;
    drop(clean);
    image.apply_orientation(turn);
    let mut bytes = Vec::new();
    match kind {
        Kind::Jpeg => return jpeg(&image, profile),
        Kind::Png => write(&image, PngEncoder::new(&mut bytes), profile),
        Kind::WebP => write(&image, WebPEncoder::new_lossless(&mut bytes), profile),
        // It has no EXIF that could ask for it.
        Kind::Gif => Err(Unfit::Broken),
    }?;
    Ok(bytes)
}

fn write(
    image: &DynamicImage,
    mut encoder: impl ImageEncoder,
    profile: Option<Vec<u8>>,
) -> Result<(), Unfit> {
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).map_err(|_| Unfit::Broken)?;
    }
    Ok(image.write_with_encoder(encoder)?)
}

/// Colours at half the size, as cameras have them. `jpeg-encoder` takes a third
/// of the time of the one in `image`, and most photographs of phones lie on
/// their side.
pub fn jpeg(image: &DynamicImage, profile: Option<Vec<u8>>) -> Result<Vec<u8>, Unfit> {
    let rgb;
    let (pixels, colors): (&[u8], _) = match image {
        DynamicImage::ImageLuma8(gray) => (gray.as_raw(), ColorType::Luma),
        DynamicImage::ImageRgb8(image) => (image.as_raw(), ColorType::Rgb),
        _ => {
            rgb = image.to_rgb8();
            (rgb.as_raw(), ColorType::Rgb)
        }
    };
    let side = |side: u32| u16::try_from(side).map_err(|_| Unfit::TooLarge);
    let (width, height) = (side(image.width())?, side(image.height())?);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    if let Some(profile) = profile {
        encoder.add_icc_profile(&profile).map_err(|_| Unfit::Broken)?;
    }
    encoder.encode(pixels, width, height, colors).map_err(|_| Unfit::Broken)?;
    Ok(bytes)
}
