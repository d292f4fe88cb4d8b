//! A Redis that keeps nothing on disk.

use std::{fs, path::Path};

use super::{Process, Recipe, free_address};

pub struct Redis {
    pub process: Process,
    port: String,
}

impl Redis {
    pub fn start(folder: &Path) -> Result<Self, String> {
        let folder = folder.join("redis");
        fs::create_dir_all(&folder).map_err(|error| format!("redis: {error}"))?;
        let port = free_address().port().to_string();
        let mut process = Recipe::new("redis-server", &folder)
            .arguments(["--bind", "127.0.0.1", "--port", &port])
            .arguments(["--save", "", "--appendonly", "no"])
            .start()?;
        process.until(|log| log.contains("Ready to accept connections"))?;
        Ok(Self { process, port })
    }

    /// The address of one of its sixteen databases.
    pub fn url(&self, number: usize) -> String {
        format!("redis://127.0.0.1:{}/{number}", self.port)
    }
}
