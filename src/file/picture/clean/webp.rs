//! WebP: chunks in a RIFF.

use super::{Clean, input::Input};
use crate::file::picture::{Unfit, limits::check_size};

const KEPT: [&[u8; 4]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// Of the extended head: EXIF and XMP are there.
const METADATA: u8 = 0b1100;

pub fn clean(bytes: &[u8]) -> Result<Clean, Unfit> {
    let mut input = Input::new(bytes);
    let mut clean = Clean::begun(bytes);
    clean.keep(input.take(4)?);
    let length = length_of(input.array()?)?;
    // What follows it does not belong to the picture.
    let mut input = Input::new(input.take(length)?);
    clean.keep(&[0; 4]);
    clean.keep(input.take(4)?);
    while !input.is_empty() {
        let name: [u8; 4] = input.array()?;
        let length = length_of(input.array()?)?;
        let content = input.take(length)?;
        // The last one is padded by some and by others not.
        if content.len() % 2 == 1 && !input.is_empty() {
            input.byte()?;
        }
        chunk(&name, content, &mut clean)?;
    }
    let length = u32::try_from(clean.bytes.len() - 8).map_err(|_| Unfit::TooLarge)?;
    clean.bytes[4..8].copy_from_slice(&length.to_le_bytes());
    Ok(clean)
}

fn chunk(name: &[u8; 4], content: &[u8], clean: &mut Clean) -> Result<(), Unfit> {
    match name {
        b"EXIF" => clean.look_into(content),
        b"ANMF" => {
            check_frame(content)?;
            clean.frames += 1;
        }
        _ => {}
    }
    if KEPT.contains(&name) {
        let at = clean.bytes.len() + 8;
        clean.keep(name);
        clean.keep(&u32::try_from(content.len()).map_err(|_| Unfit::TooLarge)?.to_le_bytes());
        clean.keep(content);
        clean.keep(&[0][..content.len() % 2]);
        if let (b"VP8X", Some(flags)) = (name, clean.bytes.get_mut(at)) {
            *flags &= !METADATA;
        }
    }
    Ok(())
}

/// Two places and two sizes of three bytes each; a size of one is a zero.
fn check_frame(content: &[u8]) -> Result<(), Unfit> {
    let Some([w0, w1, w2, h0, h1, h2]) = content.get(6..12) else { return Err(Unfit::Broken) };
    let width = u32::from_le_bytes([*w0, *w1, *w2, 0]) + 1;
    let height = u32::from_le_bytes([*h0, *h1, *h2, 0]) + 1;
    check_size(width, height)
}

fn length_of(bytes: [u8; 4]) -> Result<usize, Unfit> {
    usize::try_from(u32::from_le_bytes(bytes)).map_err(|_| Unfit::Broken)
}
