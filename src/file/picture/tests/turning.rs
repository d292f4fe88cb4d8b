//! Upright, however a telephone was held.

use image::{DynamicImage, ImageFormat, metadata::Orientation};

use super::samples::{CORNERS, encoded, photograph, quarters, telling};
use crate::file::picture::{Crop, Prepared, avatar, prepare};

/// As a telephone keeps it that was held so.
fn held(mut upright: DynamicImage, orientation: u8) -> DynamicImage {
    let back = match orientation {
        6 => 8,
        8 => 6,
        other => other,
    };
    upright.apply_orientation(Orientation::from_exif(back).unwrap());
    upright
}

fn assert_upright(bytes: &[u8], size: (u32, u32), what: &str) {
    let image = image::load_from_memory(bytes).unwrap().into_rgb8();
    assert_eq!(image.dimensions(), size, "{what}");
    let (width, height) = size;
    let places = [(1, 1), (3, 1), (1, 3), (3, 3)];
    for ((x, y), expected) in places.into_iter().zip(CORNERS) {
        let found = image.get_pixel(width * x / 4, height * y / 4).0;
        let is_near = found.iter().zip(expected).all(|(one, other)| one.abs_diff(other) < 30);
        assert!(is_near, "{what}: {found:?} for {expected:?}");
    }
}

#[test]
fn pictures_are_turned_upright() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        for orientation in 1..=8 {
            let what = format!("{format:?} {orientation}");
            let lying = encoded(&held(quarters(64, 48), orientation), format);
            let bytes = telling(&lying, format, orientation.into());
            let prepared = prepare(&bytes, false).unwrap();
            assert_eq!((prepared.width, prepared.height), (64, 48), "{what}");
            let shown = prepared.bytes.unwrap();
            assert_upright(&shown, (64, 48), &what);
            assert_eq!(prepare(&shown, false).unwrap().bytes, None, "{what} is turned once");
        }
    }
}

#[test]
fn thumbnails_are_upright_also_of_what_is_sent_as_a_file() {
    for orientation in 1..=8 {
        let lying = encoded(&held(photograph(1400, 700), orientation), ImageFormat::Jpeg);
        let bytes = telling(&lying, ImageFormat::Jpeg, orientation.into());
        for as_file in [false, true] {
            let Prepared { thumbnail, width, height, .. } = prepare(&bytes, as_file).unwrap();
            assert_eq!((width, height), (1400, 700));
            assert_upright(&thumbnail, (1200, 600), &format!("{orientation}"));
        }
    }
    let lying = encoded(&held(quarters(64, 48), 6), ImageFormat::Png);
    let small = prepare(&telling(&lying, ImageFormat::Png, 6), true).unwrap();
    assert_upright(&small.thumbnail, (64, 48), "a small file");
}

#[test]
fn transparency_and_gray_survive() {
    let clear =
        image::RgbaImage::from_fn(1300, 40, |x, _| image::Rgba([200, 10, 10, (x / 6) as u8]));
    let bytes = telling(&encoded(&clear.into(), ImageFormat::Png), ImageFormat::Png, 6);
    let prepared = prepare(&bytes, false).unwrap();
    for shown in [prepared.bytes.unwrap(), prepared.thumbnail] {
        assert!(image::load_from_memory(&shown).unwrap().color().has_alpha());
    }
    for image in [
        quarters(1300, 40).into_luma8().into(),
        DynamicImage::from(quarters(1300, 40).into_luma16()),
    ] {
        let bytes = telling(&encoded(&image, ImageFormat::Png), ImageFormat::Png, 8);
        let prepared = prepare(&bytes, false).unwrap();
        assert_eq!((prepared.width, prepared.height), (40, 1300));
        assert_eq!(
            image::load_from_memory(&prepared.bytes.unwrap()).unwrap().color(),
            image.color()
        );
        avatar(&bytes, None).unwrap();
    }
}

#[test]
fn avatars_are_squares_of_the_upright_picture() {
    let lying = encoded(&held(quarters(64, 48), 6), ImageFormat::Jpeg);
    let bytes = telling(&lying, ImageFormat::Jpeg, 6);
    assert_upright(&avatar(&bytes, None).unwrap(), (256, 256), "the middle");
    let green = avatar(&bytes, Some(Crop { x: 40, y: 2, size: 20 })).unwrap();
    let green = image::load_from_memory(&green).unwrap().into_rgb8();
    assert!(green.get_pixel(128, 128).0[1] > 170, "{:?}", green.get_pixel(128, 128));
}
