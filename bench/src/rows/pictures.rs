//! Row 24: a large picture, cleaned and with its thumbnail.

use super::{
    Measured,
    files::{noise, upload},
    race::{By, Race},
};
use crate::{anchors::Vips, bench::Bench, house::House, machine::cpu, report::Figure};

/// CPU beyond that of as many bytes that are no picture, beside vipsthumbnail, which
/// cleans nothing.
pub fn beside_vips(bench: &Bench) -> Measured {
    let vips = Vips::at(&bench.ground.folder)?;
    let photo = vips.photo()?;
    let other = noise(photo.len());
    let count = if bench.pace.is_quick { 4 } else { 20 };
    let race = Race::new(bench, |house| {
        let of_photo = cpu_of(house, &photo, count)?;
        let of_other = cpu_of(house, &other, count)?;
        house.forget_files()?;
        Ok(vec![(of_photo - of_other) * 1000.0])
    });
    let race = race.beside(|| {
        let all: Result<Vec<f64>, String> = (0..count).map(|_| vips.thumbnail()).collect();
        Ok(vec![all?.iter().sum::<f64>() * 1000.0 / f64::from(count)])
    });
    let what = "CPU for a photo of 12 megapixels, cleaned and with its thumbnail";
    Ok(race.outcomes(&[(Figure::time(24, what, "vipsthumbnail", 3.0, 1.5), 0, By::Limit(0))]))
}

/// Seconds of the server's CPU for one upload.
fn cpu_of(house: &House, bytes: &[u8], count: u32) -> Result<f64, String> {
    let upload = upload(house, bytes)?;
    upload.once(0)?;
    let pid = house.pid()?;
    let before = cpu(pid);
    for _ in 0..count {
        upload.once(0)?;
    }
    Ok((cpu(pid) - before) / f64::from(count))
}
