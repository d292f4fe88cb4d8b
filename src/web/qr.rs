//! Addresses as pictures, for a phone that looks at the screen.

use qrcode::{QrCode, render::svg};

use crate::error::{Error, Result};

/// Pixels a module of the code; it can be scaled without loss.
const MODULE: u32 = 4;

/// The address as an SVG file.
pub fn file(address: &str) -> Result<String> {
    let code = QrCode::new(address).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(code.render::<svg::Color<'_>>().module_dimensions(MODULE, MODULE).build())
}

/// The same to stand inside a page: without the head of a file.
pub fn picture(address: &str) -> Result<String> {
    let file = file(address)?;
    Ok(match file.split_once("?>") {
        Some((_, picture)) => picture.to_owned(),
        None => file,
    })
}
