//! The small square that stands for a person or a group.

use super::{
    Unfit, color,
    decode::Picture,
    pixels::{as_rgb, encoded, scaled},
};

/// Pixels of a side.
const SIDE: u32 = 256;
const QUALITY: f32 = 85.0;

/// A square of a picture as it is seen, in its pixels from the upper left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    pub x: u32,
    pub y: u32,
    pub size: u32,
}

/// A WebP of 256 × 256 pixels, upright and in sRGB; of an animation its first
/// frame. Without a crop the middle is taken.
pub fn avatar(bytes: &[u8], crop: Option<Crop>) -> Result<Vec<u8>, Unfit> {
    let Picture { mut image, turn, profile, .. } = Picture::read(bytes)?;
    image.apply_orientation(turn);
    let (width, height) = (image.width(), image.height());
    let crop = crop.unwrap_or_else(|| middle(width, height)).within(width, height);
    let small = as_rgb(scaled(&image, Some(crop), (SIDE, SIDE))?);
    encoded(&color::as_srgb(small, profile.as_deref()), QUALITY)
}

fn middle(width: u32, height: u32) -> Crop {
    let size = width.min(height);
    Crop { x: (width - size) / 2, y: (height - size) / 2, size }
}

impl Crop {
    /// Moved and made smaller, where it does not fit.
    fn within(self, width: u32, height: u32) -> Self {
        let size = self.size.clamp(1, width.min(height));
        Self { x: self.x.min(width - size), y: self.y.min(height - size), size }
    }
}

#[cfg(test)]
mod tests {
    use super::{Crop, middle};

    #[test]
    fn a_crop_stays_within_the_picture() {
        let far = Crop { x: u32::MAX, y: 7, size: u32::MAX };
        assert_eq!(far.within(40, 30), Crop { x: 10, y: 0, size: 30 });
        assert_eq!(Crop { x: 3, y: 4, size: 0 }.within(40, 30), Crop { x: 3, y: 4, size: 1 });
        assert_eq!(middle(40, 30), Crop { x: 5, y: 0, size: 30 });
    }
}
