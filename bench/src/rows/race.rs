//! Natter, perhaps several of it, and a limit by turns.

use std::rc::Rc;

use crate::{
    bench::Bench,
    house::House,
    machine::Part,
    report::{Figure, Outcome},
    turns::{Contender, Series, by_turns},
};

pub struct Race<'r> {
    bench: &'r Bench,
    contenders: Vec<Contender<'r>>,
    limit: Option<Contender<'r>>,
    /// Processes that take part besides those of every run.
    more: Box<dyn Fn() -> Vec<Part> + 'r>,
}

/// Where the limit of a figure stands.
#[derive(Debug, Clone, Copy)]
pub enum By {
    /// At this place of what the limit gives.
    Limit(usize),
    /// At this place of what Natter gives itself.
    Own(usize),
    Nothing,
}

impl<'r> Race<'r> {
    /// `run` measures one Natter.
    pub fn new(bench: &'r Bench, run: impl Fn(&House) -> Result<Vec<f64>, String> + 'r) -> Self {
        let run = Rc::new(run);
        let contenders = bench.houses.iter().map(|house| {
            let run = run.clone();
            Contender::new(&house.label, move || run(house))
        });
        let contenders = contenders.collect();
        Self { bench, contenders, limit: None, more: Box::new(Vec::new) }
    }

    pub fn beside(mut self, limit: impl FnMut() -> Result<Vec<f64>, String> + 'r) -> Self {
        self.limit = Some(Contender::new("limit", limit));
        self
    }

    /// Further processes take part.
    pub fn with(mut self, more: impl Fn() -> Vec<Part> + 'r) -> Self {
        self.more = Box::new(more);
        self
    }

    /// Runs it. Each figure stands at the place that is given with it.
    pub fn outcomes(self, figures: &[(Figure, usize, By)]) -> Vec<Outcome> {
        let (mode, has_limit) = (self.bench.mode(), self.limit.is_some());
        let contenders = self.contenders.into_iter().chain(self.limit).collect();
        let parts = || [self.bench.parts(), (self.more)()].concat();
        let mut series = by_turns(&self.bench.pace, &parts, contenders);
        let limit = if has_limit { series.pop() } else { None };
        let mut outcomes = Vec::new();
        for (figure, place, by) in figures {
            for own in &series {
                let limit = beside(own, limit.as_ref(), *by);
                outcomes.push(figure.of(mode, (own, *place), limit));
            }
        }
        outcomes
    }
}

pub(super) fn beside<'s>(
    own: &'s Series,
    limit: Option<&'s Series>,
    by: By,
) -> Option<(&'s Series, usize)> {
    match by {
        By::Limit(place) => limit.map(|limit| (limit, place)),
        By::Own(place) => Some((own, place)),
        By::Nothing => None,
    }
}
