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
    let mut frame = None;
    clean.keep(input.take(2)?);
    loop {
        let marker = next_marker(&mut input)?;
        match marker {
            END => break,
            START => return Err(Unfit::Broken),
            // Those without content have no meaning here.
            0x01 | 0xD0..=0xD7 => {}
            _ => segment(marker, &mut input, &mut clean, &mut frame)?,
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

/// How its scans are made of coefficients.
struct Frame {
    is_progressive: bool,
    components: u8,
    /// Bytes of the coefficients of all components.
    coefficients: u64,
}

impl Frame {
    fn read(marker: u8, content: &[u8]) -> Option<Self> {
        if !matches!(marker, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF) {
            return None;
        }
        let [_, h1, h0, w1, w0, components, ..] = *content else { return None };
        let padded = |side: [u8; 2]| u64::from(u16::from_be_bytes(side)).next_multiple_of(32);
        let coefficients = 2 * padded([w1, w0]) * padded([h1, h0]) * u64::from(components);
        Some(Self { is_progressive: !matches!(marker, 0xC0 | 0xC1), components, coefficients })
    }

    /// All are kept when this scan does not tell everything of its pixels.
    fn beside(&self, scan: &[u8]) -> u64 {
        let is_whole = !self.is_progressive && scan.first() == Some(&self.components);
        if is_whole { 0 } else { self.coefficients }
    }
}

fn segment(
    marker: u8,
    input: &mut Input,
    clean: &mut Clean,
    frame: &mut Option<Frame>,
) -> Result<(), Unfit> {
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
        0xC0..=0xCF | 0xDB..=0xDF => {
            *frame = Frame::read(marker, content).or(frame.take());
            keep_segment(clean, marker, content);
        }
        SCAN => {
            let beside = frame.as_ref().map_or(0, |frame| frame.beside(content));
            clean.beside = clean.beside.max(beside);
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

#[cfg(test)]
mod tests {
    use super::Frame;

    #[test]
    fn coefficients_are_kept_where_a_scan_does_not_tell_everything() {
        let frame = |marker| Frame::read(marker, &[8, 0, 64, 0, 60, 3]);
        let beside = |marker, scan| frame(marker).map(|frame| frame.beside(&[scan]));
        assert_eq!(beside(0xC0, 3), Some(0));
        assert_eq!(beside(0xC0, 1), Some(2 * 64 * 64 * 3));
        assert_eq!(beside(0xC2, 3), Some(2 * 64 * 64 * 3));
        assert_eq!(beside(0xC4, 3), None);
    }
}
