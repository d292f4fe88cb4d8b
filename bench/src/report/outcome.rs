//! One figure of a row with its limit and what the budget asks for.

use crate::{machine::Usage, turns::Series};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    More,
    Less,
}

/// What the budget is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The figure by its limit.
    Ratio,
    /// The figure itself.
    Figure,
}

/// What is measured and what is asked of it.
#[derive(Debug, Clone)]
pub struct Figure {
    pub row: u8,
    pub what: String,
    pub unit: &'static str,
    /// What the limit is.
    pub limit: &'static str,
    pub better: Better,
    pub measure: Measure,
    pub must: f64,
    pub aim: f64,
}

/// What has come of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub figure: Figure,
    pub mode: &'static str,
    /// Which program.
    pub label: String,
    pub value: f64,
    /// Not a number when there is none.
    pub limit: f64,
    pub usage: Usage,
    pub disturbed: bool,
    /// All turns of this figure, and of its limit.
    pub turns: [Vec<f64>; 2],
    /// Why it could not be measured.
    pub missing: Option<String>,
}

impl Figure {
    /// More is better, by its limit.
    pub fn rate(
        row: u8,
        what: impl Into<String>,
        limit: &'static str,
        must: f64,
        aim: f64,
    ) -> Self {
        let (better, measure) = (Better::More, Measure::Ratio);
        Self { row, what: what.into(), unit: "/s", limit, better, measure, must, aim }
    }

    /// Milliseconds: less is better, by its limit.
    pub fn time(
        row: u8,
        what: impl Into<String>,
        limit: &'static str,
        must: f64,
        aim: f64,
    ) -> Self {
        Self { unit: "ms", better: Better::Less, ..Self::rate(row, what, limit, must, aim) }
    }

    /// Less is better, whatever the limit.
    pub fn amount(
        row: u8,
        what: impl Into<String>,
        unit: &'static str,
        must: f64,
        aim: f64,
    ) -> Self {
        let measure = Measure::Figure;
        Self { unit, measure, ..Self::time(row, what, "", must, aim) }
    }

    pub fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    pub fn limit(mut self, limit: &'static str) -> Self {
        self.limit = limit;
        self
    }

    /// What became of the figure at this place of a series, by the figure at
    /// some place of another.
    pub fn of(
        &self,
        mode: &'static str,
        (series, place): (&Series, usize),
        limit: Option<(&Series, usize)>,
    ) -> Outcome {
        let turns = |series: &Series, place: usize| -> Vec<f64> {
            series.turns.iter().filter_map(|turn| turn.values.get(place).copied()).collect()
        };
        let limit_error = limit.and_then(|(limit, _)| limit.error.clone());
        let limit_error = limit_error.filter(|_| self.measure == Measure::Ratio);
        Outcome {
            figure: self.clone(),
            mode,
            label: series.label.clone(),
            value: series.median(place),
            limit: limit.map_or(f64::NAN, |(limit, place)| limit.median(place)),
            usage: series.usage(),
            disturbed: series.is_disturbed(place)
                || limit.is_some_and(|(limit, place)| limit.is_disturbed(place)),
            turns: [
                turns(series, place),
                limit.map(|(limit, place)| turns(limit, place)).unwrap_or_default(),
            ],
            missing: series.error.clone().or(limit_error),
        }
    }

    pub fn missing(&self, mode: &'static str, why: impl Into<String>) -> Outcome {
        Outcome {
            figure: self.clone(),
            mode,
            label: String::new(),
            value: f64::NAN,
            limit: f64::NAN,
            usage: Usage::default(),
            disturbed: false,
            turns: [Vec::new(), Vec::new()],
            missing: Some(why.into()),
        }
    }
}

impl Outcome {
    /// What is compared with the budget.
    pub fn measured(&self) -> f64 {
        match self.figure.measure {
            Measure::Ratio => self.value / self.limit,
            Measure::Figure => self.value,
        }
    }

    pub fn ratio(&self) -> f64 {
        self.value / self.limit
    }

    /// `aim`, `must` or `misses`; nothing when it is not known, or nothing is asked.
    pub fn verdict(&self) -> &'static str {
        let reaches = |bound: f64| match self.figure.better {
            Better::More => self.measured() >= bound,
            Better::Less => self.measured() <= bound,
        };
        match () {
            () if self.measured().is_nan() || self.figure.must.is_nan() => "",
            () if reaches(self.figure.aim) => "aim",
            () if reaches(self.figure.must) => "must",
            () => "misses",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(figure: Figure, value: f64, limit: f64) -> &'static str {
        Outcome { value, limit, ..figure.missing("full", "") }.verdict()
    }

    #[test]
    fn a_budget_is_met_from_above_or_from_below() {
        let rate = Figure::rate(1, "", "", 0.2, 1.0);
        assert_eq!(verdict(rate.clone(), 100.0, 100.0), "aim");
        assert_eq!(verdict(rate.clone(), 30.0, 100.0), "must");
        assert_eq!(verdict(rate.clone(), 10.0, 100.0), "misses");
        assert_eq!(verdict(rate, 10.0, f64::NAN), "");
        let curve = Figure::rate(1, "", "", f64::NAN, f64::NAN);
        assert_eq!(verdict(curve, 30.0, 100.0), "");
        assert_eq!(verdict(Figure::time(3, "", "", 4.0, 2.5), 3.0, 1.0), "must");
        assert_eq!(verdict(Figure::amount(9, "", "kB", 16.0, 10.0), 9.0, 1.0), "aim");
    }
}
