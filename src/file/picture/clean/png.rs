//! PNG: chunks with a name and a checksum.

use super::{Clean, input::Input};
use crate::file::picture::Unfit;

/// What pixels and their colours are made of, and animations.
const KEPT: [&[u8; 4]; 16] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP",
    b"sBIT", b"pHYs", b"acTL", b"fcTL", b"fdAT", b"bKGD",
];

pub fn clean(bytes: &[u8]) -> Result<Clean, Unfit> {
    let mut input = Input::new(bytes);
    let mut clean = Clean::begun(bytes);
    clean.keep(input.take(8)?);
    loop {
        let chunk = input.left();
        let length = u32::from_be_bytes(input.array()?);
        let name: [u8; 4] = input.array()?;
        let length = usize::try_from(length).map_err(|_| Unfit::Broken)?;
        let content = input.take(length)?;
        input.take(4)?;
        match &name {
            b"eXIf" => clean.look_into(content),
            b"fcTL" => clean.frames += 1,
            _ => {}
        }
        if KEPT.contains(&&name) {
            clean.keep(&chunk[..length + 12]);
        }
        if &name == b"IEND" {
            return Ok(clean);
        }
    }
}
