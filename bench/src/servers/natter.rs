//! Natter itself, as an operator runs it but for the rate limits, and with room for
//! what a run uploads.

use std::{
    net::SocketAddrV4,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use super::{Process, Recipe, free_address};
use crate::load::Visitor;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What a process is started with.
#[derive(Debug, Clone)]
pub struct Setup {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub database_url: String,
    /// None runs it embedded.
    pub redis_url: Option<String>,
}

pub struct Natter {
    pub process: Process,
    pub address: SocketAddrV4,
    /// From the start of the process to the first good answer of `/readyz`.
    pub start: Duration,
}

impl Setup {
    fn recipe(&self) -> Recipe {
        let recipe = Recipe::new(&self.program, &self.folder)
            .set("DATABASE_URL", &self.database_url)
            .set("RATE_LIMITS", "off")
            .set("STORAGE_PER_PERSON", "1000GB");
        match &self.redis_url {
            Some(url) => recipe.set("REDIS_URL", url),
            None => recipe,
        }
    }

    /// Makes the tables.
    pub fn migrate(&self) -> Result<(), String> {
        self.recipe().arguments(["migrate"]).run("").map(drop)
    }

    pub fn start(&self) -> Result<Natter, String> {
        let address = free_address();
        let started = Instant::now();
        let mut process = self
            .recipe()
            .set("LISTEN_ADDR", &address.to_string())
            .set("PUBLIC_URL", &format!("http://{address}"))
            .start()?
            .last_signal(rustix::process::Signal::TERM);
        let visitor = Visitor::new(address);
        process
            .until(|_| visitor.get("/readyz", "").is_ok_and(|answer| answer.head.status == 200))?;
        Ok(Natter { process, address, start: started.elapsed() })
    }
}

/// Builds the release program of this checkout and says where it is.
pub fn build() -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--release", "--locked"])
        .current_dir(ROOT)
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if !built.success() {
        return Err("natter could not be built".to_owned());
    }
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = own.parent().and_then(Path::parent).ok_or("the bench is nowhere")?;
    Ok(target.join("release/natter"))
}
