//! Colours that every screen shows alike, so that a thumbnail needs no profile.

use image::DynamicImage;
use moxcms::{ColorProfile, Layout, TransformOptions};

/// Profiles of cameras and screens have some kilobytes.
const MAX_PROFILE: usize = 1024 * 1024;

/// As sRGB, when the profile is understood; else as it is. The picture has eight
/// bits a channel and colours.
pub fn as_srgb(image: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    profile.and_then(|profile| converted(&image, profile)).unwrap_or(image)
}

fn converted(image: &DynamicImage, profile: &[u8]) -> Option<DynamicImage> {
    if profile.len() > MAX_PROFILE || profile.get(16..20) != Some(b"RGB ") {
        return None;
    }
    let layout = if image.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let transform = ColorProfile::new_from_slice(profile)
        .and_then(|profile| {
            let srgb = ColorProfile::new_srgb();
            profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default())
        })
        .ok()?;
    let mut pixels = vec![0; image.as_bytes().len()];
    transform.transform(image.as_bytes(), &mut pixels).ok()?;
    let (width, height) = (image.width(), image.height());
    Some(match layout {
        Layout::Rgba => image::RgbaImage::from_raw(width, height, pixels)?.into(),
        _ => image::RgbImage::from_raw(width, height, pixels)?.into(),
    })
}
