//! The kinds of pictures that are shown, by content and never by name.

use super::Unfit;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Gif,
    WebP,
}

/// Brands of HEIF. Whoever decodes it in Rust is new or has a licence that does
/// not fit, and C that reads what strangers send is no choice.
const HEIF_BRANDS: [&[u8; 4]; 12] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1",
    b"avif", b"avis",
];

impl Kind {
    /// By the first 12 bytes.
    pub fn of(bytes: &[u8]) -> Result<Self, Unfit> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Ok(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Ok(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Self::WebP),
            [_, _, _, _, b'f', b't', b'y', b'p', a, b, c, d, ..]
                if HEIF_BRANDS.contains(&&[*a, *b, *c, *d]) =>
            {
                Err(Unfit::NoDecoder)
            }
            _ => Err(Unfit::NotPicture),
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }
}
