//! Measuring several by turns, so that whatever the machine does meanwhile is
//! done to all of them.

use crate::{
    machine::{Part, Usage, Watch, calm},
    pace::Pace,
};

/// Cores that others may use before a run counts as disturbed.
const MOST_OTHER: f64 = 0.15;
const MOST_STEAL: f64 = 0.05;
/// Between the lowest and the highest, by the median.
const MOST_SPREAD: f64 = 0.25;

/// Somebody who is measured: Natter, or what limits it.
pub struct Contender<'c> {
    pub label: String,
    /// One run; the same figures in the same order each time.
    pub run: Box<dyn FnMut() -> Result<Vec<f64>, String> + 'c>,
}

impl<'c> Contender<'c> {
    pub fn new(
        label: impl Into<String>,
        run: impl FnMut() -> Result<Vec<f64>, String> + 'c,
    ) -> Self {
        Self { label: label.into(), run: Box::new(run) }
    }
}

#[derive(Debug, Clone)]
pub struct Turn {
    pub values: Vec<f64>,
    pub usage: Usage,
}

/// All turns of one contender.
#[derive(Debug, Clone)]
pub struct Series {
    pub label: String,
    pub turns: Vec<Turn>,
    pub error: Option<String>,
}

/// Gives everybody the same number of turns: more than planned while some are
/// disturbed. Who fails has no further ones.
pub fn by_turns(
    pace: &Pace,
    parts: &dyn Fn() -> Vec<Part>,
    contenders: Vec<Contender>,
) -> Vec<Series> {
    let mut all: Vec<(Contender, Series)> = contenders
        .into_iter()
        .map(|contender| {
            let label = contender.label.clone();
            (contender, Series { label, turns: Vec::new(), error: None })
        })
        .collect();
    for turn in 0..pace.most_turns {
        if turn >= pace.turns && all.iter().all(|(_, series)| series.is_settled(pace.turns)) {
            break;
        }
        if !pace.is_quick {
            calm();
        }
        for (contender, series) in &mut all {
            series.take_turn(contender, parts);
        }
    }
    all.into_iter().map(|(_, series)| series).collect()
}

impl Series {
    fn take_turn(&mut self, contender: &mut Contender, parts: &dyn Fn() -> Vec<Part>) {
        if self.error.is_some() {
            return;
        }
        let watch = Watch::new(parts);
        match (contender.run)() {
            Ok(values) => self.turns.push(Turn { values, usage: watch.usage() }),
            Err(error) => self.error = Some(error),
        }
    }

    /// Whether there are enough turns that nothing disturbed, or no more to come.
    fn is_settled(&self, enough: usize) -> bool {
        let calm: Vec<&Turn> = self.turns.iter().filter(|turn| turn.is_calm()).collect();
        let spread = calm.first().map_or(0, |turn| turn.values.len());
        self.error.is_some()
            || (calm.len() >= enough
                && (0..spread).all(|place| spread_of(&values(&calm, place)) <= MOST_SPREAD))
    }

    /// Those that count: the calm ones, if there are any.
    fn counted(&self) -> Vec<&Turn> {
        let calm: Vec<&Turn> = self.turns.iter().filter(|turn| turn.is_calm()).collect();
        if calm.is_empty() { self.turns.iter().collect() } else { calm }
    }

    /// The median of a figure; not a number when there is none.
    pub fn median(&self, place: usize) -> f64 {
        median(values(&self.counted(), place))
    }

    /// Whether the median is to be doubted: too few calm runs, or they differ.
    pub fn is_disturbed(&self, place: usize) -> bool {
        let calm: Vec<&Turn> = self.turns.iter().filter(|turn| turn.is_calm()).collect();
        calm.is_empty()
            || calm.len() * 2 < self.turns.len()
            || spread_of(&values(&calm, place)) > MOST_SPREAD
    }

    /// What the median turn of the first figure used.
    pub fn usage(&self) -> Usage {
        let mut counted = self.counted();
        counted.sort_by(|one, other| one.values[0].total_cmp(&other.values[0]));
        counted.get(counted.len() / 2).map(|turn| turn.usage.clone()).unwrap_or_default()
    }
}

impl Turn {
    fn is_calm(&self) -> bool {
        self.usage.other <= MOST_OTHER && self.usage.steal <= MOST_STEAL
    }
}

fn values(turns: &[&Turn], place: usize) -> Vec<f64> {
    turns.iter().filter_map(|turn| turn.values.get(place).copied()).collect()
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        length if length % 2 == 0 => (values[middle - 1] + values[middle]) / 2.0,
        _ => values[middle],
    }
}

/// From the lowest to the highest, by the median.
fn spread_of(values: &[f64]) -> f64 {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    match median(values.to_vec()) {
        middle if middle > 0.0 => (most - least) / middle,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(turns: &[(f64, f64)]) -> Series {
        let turns = turns.iter().map(|(value, other)| Turn {
            values: vec![*value],
            usage: Usage { other: *other, ..Usage::default() },
        });
        Series { label: String::new(), turns: turns.collect(), error: None }
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn turns_that_others_disturbed_do_not_count() {
        let disturbed = series(&[(10.0, 0.0), (50.0, 1.0), (11.0, 0.0), (12.0, 0.1)]);
        assert_eq!(disturbed.median(0), 11.0);
        assert!(disturbed.is_settled(3) && !disturbed.is_disturbed(0));
        assert!(!series(&[(10.0, 0.0), (20.0, 0.0), (11.0, 0.0)]).is_settled(3));
        assert!(series(&[(10.0, 1.0)]).is_disturbed(0));
    }
}
