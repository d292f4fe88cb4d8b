//! GIF: a palette, then pictures and extensions up to a trailer.

use super::{Clean, input::Input};
use crate::file::picture::{Unfit, limits::check_size};

const EXTENSION: u8 = 0x21;
const PICTURE: u8 = 0x2C;
const TRAILER: u8 = 0x3B;
/// How long a picture stays, and which of its colours is none.
const CONTROL: u8 = 0xF9;
const APPLICATION: u8 = 0xFF;
/// How often an animation is repeated.
const LOOPING: [&[u8]; 2] = [b"NETSCAPE2.0", b"ANIMEXTS1.0"];

pub fn clean(bytes: &[u8]) -> Result<Clean, Unfit> {
    let mut input = Input::new(bytes);
    let mut clean = Clean::begun(bytes);
    let head = input.take(13)?;
    clean.keep(head);
    clean.keep(input.take(palette_length(head[10]))?);
    // Some end without a trailer, and everybody shows them.
    while !(input.is_empty() && clean.frames > 0) {
        match input.byte()? {
            EXTENSION => extension(&mut input, &mut clean)?,
            PICTURE => picture(&mut input, &mut clean)?,
            TRAILER => break,
            _ => return Err(Unfit::Broken),
        }
    }
    clean.keep(&[TRAILER]);
    Ok(clean)
}

fn extension(input: &mut Input, clean: &mut Clean) -> Result<(), Unfit> {
    let label = input.byte()?;
    let blocks = blocks(input)?;
    match label {
        CONTROL => {
            clean.keep(&[EXTENSION, label]);
            clean.keep(blocks);
        }
        APPLICATION => keep_looping(blocks, clean),
        _ => {}
    }
    Ok(())
}

/// The count alone, whatever else is in it.
fn keep_looping(blocks: &[u8], clean: &mut Clean) {
    let is_looping = |name: &&&[u8]| blocks.get(1..12) == Some(**name);
    let Some(name) = LOOPING.iter().find(is_looping) else { return };
    if let Some([3, 1, low, high]) = blocks.get(12..16) {
        clean.keep(&[EXTENSION, APPLICATION, 11]);
        clean.keep(name);
        clean.keep(&[3, 1, *low, *high, 0]);
    }
}

fn picture(input: &mut Input, clean: &mut Clean) -> Result<(), Unfit> {
    let head: [u8; 9] = input.array()?;
    let [_, _, _, _, w0, w1, h0, h1, flags] = head;
    let (width, height) = (u16::from_le_bytes([w0, w1]), u16::from_le_bytes([h0, h1]));
    check_size(width.into(), height.into())?;
    // It is decoded on its own, and may be larger than what it lies on.
    clean.beside = clean.beside.max(4 * u64::from(width) * u64::from(height));
    clean.frames += 1;
    clean.keep(&[PICTURE]);
    clean.keep(&head);
    clean.keep(input.take(palette_length(flags))?);
    clean.keep(input.take(1)?);
    clean.keep(blocks(input)?);
    Ok(())
}

const fn palette_length(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Blocks with their lengths, up to the empty one and with it.
fn blocks<'b>(input: &mut Input<'b>) -> Result<&'b [u8], Unfit> {
    let all = input.left();
    loop {
        let length = input.byte()?;
        input.take(length.into())?;
        if length == 0 {
            return Ok(&all[..all.len() - input.left().len()]);
        }
    }
}
