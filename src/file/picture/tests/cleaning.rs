//! Nothing but the picture is left, and that as it was.

use image::{ImageDecoder, ImageFormat};

use super::samples::{
    FORMATS, SECRETS, animated_gif, animated_webp, contains, encoded, photograph, png_chunk,
    quarters, telling,
};
use crate::file::picture::{Prepared, Unfit, prepare};

#[test]
fn what_tells_of_place_and_device_is_removed_and_pixels_stay() {
    for format in FORMATS {
        let plain = encoded(&quarters(48, 32), format);
        let telling = telling(&plain, format, 1);
        for secret in &SECRETS[3..] {
            assert!(contains(&telling, secret), "{format:?} of the test has no {secret:?}");
        }
        let prepared = prepare(&telling, false).unwrap();
        let bytes = prepared.bytes.unwrap();
        for secret in SECRETS {
            assert!(!contains(&bytes, secret), "{format:?} still has {secret:?}");
        }
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgba8();
        assert!(pixels(&bytes) == pixels(&plain), "{format:?} has other pixels");
        assert_eq!((prepared.width, prepared.height), (48, 32));
        assert!(!prepared.animated);
    }
}

#[test]
fn a_picture_that_tells_nothing_is_kept_as_it_came() {
    for format in FORMATS {
        let plain = encoded(&quarters(48, 32), format);
        let Prepared { bytes, media_type, width, height, animated, thumbnail } =
            prepare(&plain, false).unwrap();
        assert_eq!((bytes, width, height, animated), (None, 48, 32, false), "{format:?}");
        assert_eq!(media_type, format.to_mime_type());
        let thumbnail = image::load_from_memory_with_format(&thumbnail, ImageFormat::WebP).unwrap();
        assert_eq!((thumbnail.width(), thumbnail.height()), (48, 32), "it never grows");
    }
}

#[test]
fn as_a_file_a_picture_stays_as_it_came() {
    for format in FORMATS {
        let telling = telling(&encoded(&quarters(48, 32), format), format, 1);
        let prepared = prepare(&telling, true).unwrap();
        assert_eq!(prepared.bytes, None, "{format:?}");
    }
}

#[test]
fn animations_stay_animated() {
    let webp = animated_webp();
    for (bytes, format) in [(animated_gif(3), ImageFormat::Gif), (webp.clone(), ImageFormat::WebP)]
    {
        let prepared = prepare(&bytes, false).unwrap();
        assert!(prepared.animated, "{format:?}");
        assert_eq!((prepared.bytes, prepared.width, prepared.height), (None, 24, 16));
    }
    let prepared = prepare(&telling(&animated_gif(3), ImageFormat::Gif, 1), false).unwrap();
    assert_eq!(prepared.bytes, Some(animated_gif(3)), "it is repeated as before");
    let prepared = prepare(&[&webp[..], b"PK\x03\x04"].concat(), false).unwrap();
    assert_eq!(prepared.bytes, Some(webp));
}

#[test]
fn the_small_picture_in_a_head_is_removed() {
    let plain = encoded(&quarters(16, 16), ImageFormat::Jpeg);
    let head = plain.windows(5).position(|part| part == b"JFIF\0").unwrap();
    let mut preview = plain.clone();
    preview[head - 1] += 3;
    preview[head + 12..head + 14].copy_from_slice(&[1, 1]);
    preview.splice(head + 14..head + 14, *b"old");
    assert_eq!(prepare(&preview, false).unwrap().bytes, Some(plain));
}

#[test]
fn colour_profiles_are_kept_and_thumbnails_need_none() {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.add_icc_profile(&profile).unwrap();
    let red = image::RgbImage::from_pixel(1300, 16, image::Rgb([200, 40, 40]));
    encoder.encode(&red, 1300, 16, jpeg_encoder::ColorType::Rgb).unwrap();
    let telling = telling(&bytes, ImageFormat::Jpeg, 3);
    let prepared = prepare(&telling, false).unwrap();
    let shown = prepared.bytes.unwrap();
    let mut decoder = image::codecs::jpeg::JpegDecoder::new(std::io::Cursor::new(shown)).unwrap();
    assert_eq!(decoder.icc_profile().unwrap(), Some(profile));
    let thumbnail = prepared.thumbnail;
    assert!(!contains(&thumbnail, b"ICCP"));
    let middle = *image::load_from_memory(&thumbnail).unwrap().to_rgb8().get_pixel(600, 7);
    assert!(middle.0[0] > 208, "{middle:?} is as if it had been sRGB");
}

#[test]
fn thumbnails_of_large_pictures_are_smaller() {
    let large = encoded(&photograph(1500, 1000), ImageFormat::Jpeg);
    let thumbnail = prepare(&large, false).unwrap().thumbnail;
    assert!(thumbnail.len() < large.len());
    let thumbnail = image::load_from_memory(&thumbnail).unwrap();
    assert_eq!((thumbnail.width(), thumbnail.height()), (1200, 800));
    let heavy = encoded(&photograph(300, 200), ImageFormat::Png);
    let thumbnail = prepare(&heavy, false).unwrap().thumbnail;
    let thumbnail = image::load_from_memory(&thumbnail).unwrap();
    assert_eq!((thumbnail.width(), thumbnail.height()), (300, 200));
}

#[test]
fn what_is_no_picture_of_a_known_kind_says_so() {
    let bmp = b"BM\x3A\0\0\0\0\0\0\0\x36\0\0\0";
    for other in
        [&b""[..], b"<svg onload='alert(1)'/>", bmp, b"II*\0\x08\0\0\0", b"RIFF\0\0\0\0WAVE"]
    {
        assert_eq!(prepare(other, false), Err(Unfit::NotPicture));
    }
    for brand in [b"heic", b"mif1", b"avif"] {
        let bytes = [b"\0\0\0\x18ftyp", &brand[..], b"\0\0\0\0"].concat();
        assert_eq!(prepare(&bytes, false), Err(Unfit::NoDecoder));
    }
    assert!(Unfit::NoDecoder.is_kept(false) && !Unfit::Broken.is_kept(false));
    assert!(Unfit::Broken.is_kept(true));
}

#[test]
fn an_animated_png_stays_animated() {
    let still = encoded(&quarters(8, 8), ImageFormat::Png);
    let control = |sequence: u8| {
        let mut control = vec![0, 0, 0, sequence, 0, 0, 0, 8, 0, 0, 0, 8];
        control.extend([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0]);
        png_chunk(b"fcTL", &control)
    };
    let data = still.windows(4).position(|name| name == b"IDAT").unwrap();
    let end = still.len() - 12;
    let second = [&[0, 0, 0, 2], &still[data + 4..end - 4]].concat();
    let parts = [
        still[..33].to_vec(),
        png_chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]),
        control(0),
        still[33..end].to_vec(),
        control(1),
        png_chunk(b"fdAT", &second),
        still[end..].to_vec(),
    ];
    let prepared = prepare(&parts.concat(), false).unwrap();
    assert!(prepared.animated);
    assert_eq!(prepared.bytes, None);
}
