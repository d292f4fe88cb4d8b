//! vipsthumbnail: a small picture of a large one, on one core.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::photo::photo;
use crate::{machine::cpu_of_helpers, servers::Recipe};

const THUMBNAIL: &str = "/usr/bin/vipsthumbnail";
/// As Natter has it.
const SIZE: &str = "1200x1200";
const QUALITY: &str = "thumbnail.webp[Q=78]";

pub struct Vips {
    folder: PathBuf,
}

impl Vips {
    /// An error when it is not installed.
    pub fn at(folder: &Path) -> Result<Self, String> {
        match Path::new(THUMBNAIL).exists() {
            true => Ok(Self { folder: folder.to_owned() }),
            false => Err("vipsthumbnail not installed (libvips-tools)".to_owned()),
        }
    }

    /// A photo as cameras keep it, which is also what thumbnails are made of.
    pub fn photo(&self) -> Result<Vec<u8>, String> {
        let written = fs::write(self.folder.join("photo.ppm"), photo());
        written.map_err(|error| format!("photo.ppm: {error}"))?;
        self.run("vips", &["copy", "photo.ppm", "photo.jpg[Q=90,subsample_mode=on]"])?;
        fs::read(self.folder.join("photo.jpg")).map_err(|error| format!("photo.jpg: {error}"))
    }

    /// Seconds of CPU for one.
    pub fn thumbnail(&self) -> Result<f64, String> {
        let before = cpu_of_helpers();
        self.run(THUMBNAIL, &["photo.jpg", "--size", SIZE, "-o", QUALITY])?;
        Ok(cpu_of_helpers() - before)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<(), String> {
        let recipe = Recipe::new(program, &self.folder).set("VIPS_CONCURRENCY", "1");
        recipe.arguments(arguments.iter().copied()).run("").map(drop)
    }
}
