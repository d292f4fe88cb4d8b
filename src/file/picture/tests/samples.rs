//! Made-up pictures, with what a telephone writes into them.

use std::io::Cursor;

use image::{
    DynamicImage, Frame, ImageFormat, Rgb, RgbImage,
    codecs::gif::{GifEncoder, Repeat},
};

/// What must not be found in a picture that somebody else gets.
pub const SECRETS: [&[u8]; 6] =
    [b"NatterPhone", b"59.3293N", b"Exif", b"xmpmeta", b"a comment", b"PK\x03\x04"];

pub const FORMATS: [ImageFormat; 4] =
    [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP];

/// Red and green above blue and white.
pub const CORNERS: [[u8; 3]; 4] = [[220, 30, 30], [30, 200, 30], [30, 30, 220], [240, 240, 240]];

/// Four coloured quarters.
pub fn quarters(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        let corner = usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2);
        Rgb(CORNERS[corner])
    })
    .into()
}

/// The same with noise, so that it is large.
pub fn photograph(width: u32, height: u32) -> DynamicImage {
    let mut image = quarters(width, height).into_rgb8();
    let mut state = 1_u32;
    for channel in image.as_flat_samples_mut().samples {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *channel = channel.saturating_add((state >> 28) as u8);
    }
    image.into()
}

pub fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The same frame again and again.
pub fn animated_gif(frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    encoder.set_repeat(Repeat::Infinite).unwrap();
    encoder.encode_frame(Frame::new(quarters(24, 16).into_rgba8())).unwrap();
    drop(encoder);
    let frame = bytes.windows(2).position(|part| part == [0x21, 0xF9]).unwrap();
    let (head, frame) = bytes[..bytes.len() - 1].split_at(frame);
    [head, &frame.repeat(frames), &[0x3B]].concat()
}

/// Two frames, each a whole picture.
pub fn animated_webp() -> Vec<u8> {
    let still = encoded(&quarters(24, 16), ImageFormat::WebP);
    let mut frame = vec![0, 0, 0, 0, 0, 0, 23, 0, 0, 15, 0, 0, 100, 0, 0, 0];
    frame.extend(&still[12..]);
    let chunks = [
        riff_chunk(b"VP8X", &[0b10, 0, 0, 0, 23, 0, 0, 15, 0, 0]),
        riff_chunk(b"ANIM", &[0, 0, 0, 0, 0, 0]),
        riff_chunk(b"ANMF", &frame),
        riff_chunk(b"ANMF", &frame),
    ];
    riff(&chunks.concat())
}

/// The head of a TIFF with an orientation, a model and a position.
pub fn exif(orientation: u16) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(b"\x10\x01\x02\0\x0F\0\0\0\x26\0\0\0");
    exif.extend(b"\x12\x01\x03\0\x01\0\0\0");
    exif.extend(u32::from(orientation).to_le_bytes());
    exif.extend([0; 4]);
    exif.extend(b"NatterPhone 12\0 59.3293N 18.0686E");
    exif
}

/// The picture with EXIF, XMP, a comment and an archive behind it.
pub fn telling(bytes: &[u8], format: ImageFormat, orientation: u16) -> Vec<u8> {
    let mut telling = match format {
        ImageFormat::Jpeg => jpeg(bytes, orientation),
        ImageFormat::Png => png(bytes, orientation),
        ImageFormat::Gif => gif(bytes),
        _ => webp(bytes, orientation),
    };
    telling.extend(b"PK\x03\x04 an archive");
    telling
}

fn jpeg(bytes: &[u8], orientation: u16) -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], content].concat()
    };
    let parts = [
        bytes[..2].to_vec(),
        segment(0xE1, &[b"Exif\0\0", &exif(orientation)[..]].concat()),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"),
        segment(0xE2, b"MPF\0NatterPhone"),
        segment(0xED, b"Photoshop 3.0\0NatterPhone"),
        segment(0xFE, b"a comment"),
        bytes[2..].to_vec(),
    ];
    parts.concat()
}

fn png(bytes: &[u8], orientation: u16) -> Vec<u8> {
    let parts = [
        bytes[..33].to_vec(),
        png_chunk(b"eXIf", &exif(orientation)),
        png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta/>"),
        png_chunk(b"tEXt", b"Comment\0a comment"),
        bytes[33..].to_vec(),
    ];
    parts.concat()
}

pub fn png_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let body = [&name[..], content].concat();
    [&length[..], &body, &crc32fast::hash(&body).to_be_bytes()].concat()
}

fn gif(bytes: &[u8]) -> Vec<u8> {
    let (picture, trailer) = bytes.split_at(bytes.len() - 1);
    let xmp = b"\x21\xFF\x0BXMP DataXMP\x0A<x:xmpmeta\x00";
    [picture, b"\x21\xFE\x09a comment\0", xmp, trailer].concat()
}

fn webp(bytes: &[u8], orientation: u16) -> Vec<u8> {
    let size = image::load_from_memory(bytes).unwrap();
    let [w0, w1, ..] = (size.width() - 1).to_le_bytes();
    let [h0, h1, ..] = (size.height() - 1).to_le_bytes();
    let chunks = [
        riff_chunk(b"VP8X", &[0b1100, 0, 0, 0, w0, w1, 0, h0, h1, 0]),
        bytes[12..].to_vec(),
        riff_chunk(b"EXIF", &exif(orientation)),
        riff_chunk(b"XMP ", b"<x:xmpmeta/> a comment"),
    ];
    riff(&chunks.concat())
}

fn riff(chunks: &[u8]) -> Vec<u8> {
    riff_chunk(b"RIFF", &[b"WEBP", chunks].concat())
}

fn riff_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    [&name[..], &length, content, &[0][..content.len() % 2]].concat()
}

pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
