//! Listeners and who writes to them, together.

use std::{
    thread::{self, sleep},
    time::{Duration, Instant},
};

use super::{
    Plan, Tally, drive,
    listen::{Heard, Shared, Streams, listen},
    net,
};

const OPENING: Duration = Duration::from_secs(120);
/// How long nothing may come before what is missing counts as lost.
const DRAIN: Duration = Duration::from_secs(8);
/// For late doubles.
const AFTERWARDS: Duration = Duration::from_millis(200);
const LOOK: Duration = Duration::from_millis(2);

/// Streams, and what is done while they are open.
pub struct FanOut<'s> {
    pub streams: &'s Streams,
}

/// What came of it.
#[derive(Debug)]
pub struct Fanned {
    pub heard: Heard,
    pub lost: u64,
    /// From the first request to the last event.
    pub seconds: f64,
}

impl Fanned {
    /// Deliveries a second.
    pub fn rate(&self) -> f64 {
        self.heard.unique as f64 / self.seconds
    }
}

impl FanOut<'_> {
    /// Opens the streams, calls `settled`, sends what was planned and waits
    /// until all has come; `finished` is called before the streams end.
    pub fn run<T>(
        &self,
        plan: &Plan,
        settled: impl FnOnce() -> T,
        finished: impl FnOnce(T),
    ) -> Result<Fanned, String> {
        let (heard, tally) = self.while_open(|shared| {
            let before = settled();
            shared.begin(net::now());
            let tally = drive(plan)?;
            wait_for(shared, self.expected(&tally));
            finished(before);
            sleep(AFTERWARDS);
            Ok(tally)
        })?;
        let last = heard.last.saturating_sub(tally.first_sent);
        let lost = self.lost(&heard, &tally);
        tally.checked()?;
        Ok(Fanned { lost, seconds: last as f64 / 1e9, heard })
    }

    /// Opens the streams, does something, and ends them.
    pub fn while_open<T>(
        &self,
        act: impl FnOnce(&Shared) -> Result<T, String>,
    ) -> Result<(Heard, T), String> {
        let shared = Shared::default();
        thread::scope(|scope| {
            let ears = scope.spawn(|| listen(self.streams, &shared));
            let acted = self.opened(&shared).and_then(|()| act(&shared));
            shared.stop();
            let heard = ears.join().map_err(|_| "the listeners gave up".to_owned())??;
            let acted = acted.map_err(|error| format!("{error} {:?}", heard.errors))?;
            if heard.lost > 0 {
                return Err(format!("{} streams ended: {:?}", heard.lost, heard.errors));
            }
            Ok((heard, acted))
        })
    }

    fn opened(&self, shared: &Shared) -> Result<(), String> {
        let (wanted, started) = (self.streams.streams.len(), Instant::now());
        loop {
            let (open, failed) = shared.opened();
            if open == wanted {
                return Ok(());
            }
            if open + failed == wanted || started.elapsed() > OPENING {
                return Err(format!("{open} of {wanted} streams could be opened"));
            }
            sleep(LOOK);
        }
    }

    /// How many good answers this stream was to hear of.
    fn of_stream(&self, number: usize, tally: &Tally) -> u64 {
        tally.good_by_group[(number as u64 % self.streams.groups) as usize]
    }

    fn expected(&self, tally: &Tally) -> u64 {
        (0..self.streams.streams.len()).map(|number| self.of_stream(number, tally)).sum()
    }

    fn lost(&self, heard: &Heard, tally: &Tally) -> u64 {
        let missing = heard.by_stream.iter().enumerate();
        missing.map(|(number, got)| self.of_stream(number, tally).saturating_sub(*got)).sum()
    }
}

/// Until all has come, or nothing has for a while.
fn wait_for(shared: &Shared, expected: u64) {
    let (mut last, mut since) = (0, Instant::now());
    while shared.unique() < expected && since.elapsed() < DRAIN {
        sleep(LOOK);
        if shared.unique() != last {
            (last, since) = (shared.unique(), Instant::now());
        }
    }
}
