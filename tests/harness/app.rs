//! The real program, serving on a port of its own choice.

use super::place::Place;
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
        .set("LISTEN_ADDR", "127.0.0.1:0")
        .set("LOG_FORMAT", "json")
        .set("RATE_LIMITS", "off")
        .sets(settings.iter().copied())
}
