//! JPEG: segments with a marker, scans, and an end after which cameras put
//! further pictures and films.

use super::{Clean, input::Input};
use crate::file::picture::Unfit;

const START: u8 = 0xD8;
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
/// Of the version and the density; behind it comes a small picture.
const JFIF_LENGTH: usize = 12;
const ADOBE_LENGTH: usize = 12;

pub fn clean(bytes: &[u8]) -> Result<Clean, Unfit> {
    let mut input = Input::new(bytes);
    let mut clean = Clean::begun(bytes);
    clean.keep(input.take(2)?);
    loop {
        let marker = next_marker(&mut input)?;
        match marker {
            END => break,
            START => return Err(Unfit::Broken),
            // Those without content have no meaning here.
            0x01 | 0xD0..=0xD7 => {}
            _ => segment(marker, &mut input, &mut clean)?,
        }
    }
    clean.keep(&[0xFF, END]);
    Ok(clean)
}

/// Passes over what is no marker, as decoders do.
fn next_marker(input: &mut Input) -> Result<u8, Unfit> {
    loop {
        if input.byte()? != 0xFF {
            continue;
        }
        loop {
            match input.byte()? {
                0xFF => {}
                0 => break,
                marker => return Ok(marker),
            }
        }
    }
}

fn segment(marker: u8, input: &mut Input, clean: &mut Clean) -> Result<(), Unfit> {
    let length = usize::from(u16::from_be_bytes(input.array()?));
    let content = input.take(length.checked_sub(2).ok_or(Unfit::Broken)?)?;
    match marker {
        APP0 if content.starts_with(b"JFIF\0") && content.len() >= JFIF_LENGTH + 2 => {
            let mut content = content[..JFIF_LENGTH].to_vec();
            content.extend([0, 0]);
            keep_segment(clean, marker, &content);
        }
        APP1 if content.starts_with(b"Exif\0") => clean.look_into(content),
        APP2 if content.starts_with(b"ICC_PROFILE\0") => keep_segment(clean, marker, content),
        APP14 if content.starts_with(b"Adobe") && content.len() >= ADOBE_LENGTH => {
            keep_segment(clean, marker, &content[..ADOBE_LENGTH]);
        }
        // Frames and tables.
        0xC0..=0xCF | 0xDB..=0xDF => keep_segment(clean, marker, content),
        SCAN => {
            keep_segment(clean, marker, content);
            let data = input.take(scan_length(input.left())?)?;
            clean.keep(data);
        }
        _ => {}
    }
    Ok(())
}

/// Content has its length from two bytes, so it fits into them.
fn keep_segment(clean: &mut Clean, marker: u8, content: &[u8]) {
    let [.., high, low] = (content.len() + 2).to_be_bytes();
    clean.keep(&[0xFF, marker, high, low]);
    clean.keep(content);
}

/// Up to the next marker that does not belong to the data.
fn scan_length(data: &[u8]) -> Result<usize, Unfit> {
    let mut at = 0;
    loop {
        at += data[at..].iter().position(|byte| *byte == 0xFF).ok_or(Unfit::Broken)?;
        match data.get(at + 1) {
            Some(0 | 0xD0..=0xD7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => return Ok(at),
            None => return Err(Unfit::Broken),
        }
    }
}
