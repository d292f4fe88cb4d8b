//! The real program, serving on a port of its own.

use super::place::Place;
use super::port::free_port;
use super::process::{Ended, Process, Recipe};
use super::wait::DEADLINE;

/// The start line says where it listens.
pub const START_LINE: &str = "listening on http://";

pub struct App {
    process: Process,
    pub address: String,
}

impl App {
    pub async fn start(place: &Place, settings: &[(&str, &str)]) -> Self {
        Self::from(recipe(place, settings)).await
    }

    pub async fn from(recipe: Recipe) -> Self {
        let mut process = recipe.start();
        let address = process.announces(START_LINE, DEADLINE).await;
        Self { process, address }
    }

    pub fn process(&self) -> &Process {
        &self.process
    }

    /// Asks it to leave in order and waits until it has.
    pub async fn stop(mut self) -> Ended {
        self.process.signal("TERM");
        self.process.ended(DEADLINE).await
    }
}

/// `natter serve` with what every test wants, and these settings on top.
pub fn recipe(place: &Place, settings: &[(&str, &str)]) -> Recipe {
    place
        .natter([])
        // Not one of the kernel's own: who was killed comes back to it.
        .set("LISTEN_ADDR", &format!("127.0.0.1:{}", free_port()))
        .set("LOG_FORMAT", "json")
        .set("RATE_LIMITS", "off")
        .sets(settings.iter().copied())
}
