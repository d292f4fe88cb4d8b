//! Pictures with mistakes, a great many of them: `FUZZ_SECONDS` says how long.

use std::time::{Duration, Instant};

use super::samples::{FORMATS, animated_gif, animated_webp, encoded, exif, quarters, telling};
use crate::file::picture::{Crop, avatar, prepare};

/// The same numbers each time; `FUZZ_SEED` gives others.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 16) as usize % end.max(1)
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let image = quarters(40, 24);
    let mut seeds = vec![animated_gif(3), animated_webp(), exif(6)];
    for format in FORMATS {
        let plain = encoded(&image, format);
        seeds.push(telling(&plain, format, 6));
        seeds.push(plain);
    }
    let gray = encoded(&image.to_luma16().into(), image::ImageFormat::Png);
    seeds.push(encoded(&image.to_rgba8().into(), image::ImageFormat::WebP));
    seeds.push(gray);
    seeds.push(lossy_webp());
    seeds.push(progressive_jpeg());
    seeds
}

fn lossy_webp() -> Vec<u8> {
    let pixels = quarters(40, 24).into_rgb8();
    webp::Encoder::from_rgb(&pixels, 40, 24).encode(80.0).to_vec()
}

fn progressive_jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
    encoder.set_progressive(true);
    encoder.set_restart_interval(2);
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    encoder.add_icc_profile(&profile).unwrap();
    let pixels = quarters(40, 24).into_rgb8();
    encoder.encode(&pixels, 40, 24, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

fn mutate(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let at = dice.below(bytes.len());
    let length = dice.below(1 + (bytes.len() - at).min(64));
    match dice.below(8) {
        0 => bytes[at] ^= 1 << dice.below(8),
        1 => bytes[at] = [0, 1, 0x7F, 0x80, 0xFF, 0xD9][dice.below(6)],
        2 => bytes[at..at + length].fill(dice.next() as u8),
        3 => drop(bytes.drain(at..at + length)),
        4 => bytes.extend_from_within(at..at + length),
        5 => bytes.truncate(at),
        6 => {
            let begin = dice.below(other.len());
            let end = begin + dice.below(other.len() - begin);
            bytes.splice(at..at, other[begin..end].iter().copied());
        }
        _ => bytes[at..at + length].iter_mut().for_each(|byte| *byte = dice.next() as u8),
    }
    if bytes.is_empty() {
        bytes.push(0);
    }
}

/// So that mistakes get past the checksums of a PNG.
fn mend_checksums(bytes: &mut [u8]) {
    let mut at = 8;
    while let Some(length) = bytes.get(at..at + 4) {
        let length = u32::from_be_bytes(length.try_into().unwrap()) as usize;
        let end = at + 8 + length;
        if end + 4 > bytes.len() {
            return;
        }
        let sum = crc32fast::hash(&bytes[at + 4..end]).to_be_bytes();
        bytes[end..end + 4].copy_from_slice(&sum);
        at = end + 4;
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn prepare_survives_mutations() {
    let seeds = seeds();
    let mut dice = Dice(number("FUZZ_SEED").unwrap_or(1).max(1));
    let seconds = number("FUZZ_SECONDS");
    let begun = Instant::now();
    let (mut inputs, mut shown, mut slowest) = (0_u64, 0_u64, Duration::ZERO);
    while seconds.map_or(inputs < 1000, |some| begun.elapsed() < Duration::from_secs(some)) {
        let mut bytes = seeds[dice.below(seeds.len())].clone();
        let other = &seeds[dice.below(seeds.len())];
        for _ in 0..=dice.below(4) {
            mutate(&mut bytes, other, &mut dice);
        }
        if bytes.starts_with(b"\x89PNG") && dice.below(4) > 0 {
            mend_checksums(&mut bytes);
        }
        let started = Instant::now();
        shown += u64::from(is_shown(&bytes, &mut dice));
        slowest = slowest.max(started.elapsed());
        inputs += 1;
    }
    println!("{inputs} inputs, {shown} shown, slowest {slowest:?}, in {:?}", begun.elapsed());
    assert!(shown > 0, "nothing got past the first look");
}

/// Whether it is shown; what is shown is sound.
fn is_shown(bytes: &[u8], dice: &mut Dice) -> bool {
    let crop = Crop { x: dice.next() as u32, y: 7, size: dice.below(100) as u32 };
    let avatar = avatar(bytes, Some(crop));
    let as_file = prepare(bytes, true);
    let prepared = prepare(bytes, false);
    assert_eq!(avatar.is_ok(), as_file.is_ok());
    if let Ok(prepared) = &prepared {
        let shown = prepared.bytes.as_deref().unwrap_or(bytes);
        let again = prepare(shown, false).expect("what is shown can be shown again");
        assert_eq!((again.width, again.height), (prepared.width, prepared.height));
        assert_eq!(again.bytes, None, "nothing is left to be removed");
        assert!(prepared.width * prepared.height <= 50_000_000);
    }
    prepared.is_ok()
}
