//! A picture for the demo, drawn here so that nobody's photograph is needed.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

use crate::error::{Error, Result};

const WIDTH: u32 = 960;
const HEIGHT: u32 = 640;
/// Where the sky meets the water.
const HORIZON: u32 = 380;
const SUN: (f32, f32, f32) = (690.0, 300.0, 58.0);
/// The middle of the boat, its half length and its height.
const BOAT: (f32, f32, f32) = (360.0, 150.0, 46.0);
const DECK: f32 = 468.0;

/// A red boat on calm water at dawn, as a PNG.
pub(super) fn boat_at_dawn() -> Result<Vec<u8>> {
    let picture = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| Rgb(colour(x, y)));
    let mut png = Cursor::new(Vec::new());
    let drawn = picture.write_to(&mut png, ImageFormat::Png);
    drawn.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(png.into_inner())
}

fn colour(x: u32, y: u32) -> [u8; 3] {
    let (column, row, horizon) = (x as f32, y as f32, HORIZON as f32);
    if is_boat(column, row) {
        return if row < DECK + 10.0 { [246, 238, 224] } else { [186, 48, 44] };
    }
    if y < HORIZON {
        let (sun_x, sun_y, radius) = SUN;
        let is_sun = (column - sun_x).hypot(row - sun_y) < radius;
        return if is_sun {
            [255, 226, 160]
        } else {
            mixed([84, 112, 168], [250, 190, 150], row / horizon)
        };
    }
    let depth = (row - horizon) / (HEIGHT as f32 - horizon);
    let glitters = (column - SUN.0).abs() < 30.0 + 90.0 * depth && y % 12 < 4;
    if glitters { [252, 206, 160] } else { mixed([206, 156, 150], [40, 66, 110], depth) }
}

/// A hull is widest at its deck.
fn is_boat(column: f32, row: f32) -> bool {
    let (middle, half, height) = BOAT;
    let below = row - DECK;
    (0.0..height).contains(&below) && (column - middle).abs() < half - below * below / height
}

fn mixed(from: [u8; 3], to: [u8; 3], share: f32) -> [u8; 3] {
    let mix = |from: u8, to: u8| (f32::from(from) * (1.0 - share) + f32::from(to) * share) as u8;
    [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])]
}
