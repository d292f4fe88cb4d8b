//! Small files that would be large.

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use image::ImageFormat;

use super::samples::{FORMATS, animated_gif, animated_webp, encoded, png_chunk, quarters};
use crate::file::picture::{Unfit, avatar, prepare};

fn assert_too_large(bytes: &[u8]) {
    assert_eq!(prepare(bytes, false), Err(Unfit::TooLarge));
    assert_eq!(prepare(bytes, true), Err(Unfit::TooLarge));
    assert_eq!(avatar(bytes, None), Err(Unfit::TooLarge));
}

fn png(width: u32, height: u32, depth_and_color: [u8; 2], more: &[u8], data: &[u8]) -> Vec<u8> {
    let [depth, color] = depth_and_color;
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, color, 0, 0, 0]].concat();
    let parts = [
        b"\x89PNG\r\n\x1A\n".to_vec(),
        png_chunk(b"IHDR", &head),
        more.to_vec(),
        png_chunk(b"IDAT", data),
        png_chunk(b"IEND", b""),
    ];
    parts.concat()
}

fn deflated(zeros: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&vec![0; zeros]).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_head_of_too_many_pixels_is_enough_to_refuse() {
    let mut jpeg = encoded(&quarters(16, 16), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x75, 0x30, 0x75, 0x30]);
    assert_too_large(&jpeg);
    assert_too_large(&png(30_000, 30_000, [8, 2], b"", &deflated(10)));
    assert_too_large(&png(2_000_000, 1, [8, 0], b"", &deflated(10)));
    let mut gif = animated_gif(1);
    gif[6..10].copy_from_slice(&[0x30, 0x75, 0x30, 0x75]);
    assert_too_large(&gif);
    let mut webp = animated_webp();
    webp[24..30].copy_from_slice(&[0x2F, 0x75, 0, 0x2F, 0x75, 0]);
    assert_too_large(&webp);
}

#[test]
fn sixteen_bits_a_channel_count_twice() {
    assert_too_large(&png(7000, 7000, [16, 6], b"", &deflated(10)));
}

#[test]
fn a_frame_larger_than_its_animation_is_refused() {
    let mut gif = animated_gif(2);
    let frame = gif.iter().position(|byte| *byte == 0x2C).unwrap();
    gif[frame + 5..frame + 9].copy_from_slice(&[0xFF; 4]);
    assert_too_large(&gif);
}

#[test]
fn too_many_frames_are_refused() {
    assert_too_large(&animated_gif(10_000));
    let mut large = animated_gif(50);
    large[6..10].copy_from_slice(&[0x70, 0x17, 0x70, 0x17]);
    assert_too_large(&large);
}

#[test]
fn what_inflates_to_more_than_its_picture_is_bounded() {
    let zeros = deflated(40_000_000);
    assert!(zeros.len() < 1_000_000);
    let profile = png_chunk(b"iCCP", &[b"bomb\0\0", &zeros[..]].concat());
    let small = png(16, 16, [8, 2], &profile, &zeros);
    let prepared = prepare(&small, false).map(|prepared| prepared.width);
    assert!(matches!(prepared, Ok(16) | Err(Unfit::Broken | Unfit::TooLarge)), "{prepared:?}");
}

#[test]
fn whatever_is_cut_off_is_no_panic() {
    for format in FORMATS {
        let whole = encoded(&quarters(24, 16), format);
        for length in 0..whole.len() {
            let cut = prepare(&whole[..length], false);
            // Nobody misses the trailer of a GIF.
            let is_shown = format == ImageFormat::Gif && length + 1 == whole.len();
            assert_eq!(cut.is_ok(), is_shown, "{format:?} of {length} bytes");
        }
    }
}
