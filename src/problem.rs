//! What is wrong with what somebody typed, said beside its field.

/// One thing wrong with one field, as a sentence of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    pub field: &'static str,
    pub sentence: &'static str,
}

/// What is wrong with a form, at most one sentence a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The catalogue key of the sentence beside this field.
    pub fn of(&self, field: &str) -> Option<&'static str> {
        self.0.iter().find(|problem| problem.field == field).map(|problem| problem.sentence)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// Whether this field is the first wrong one, which gets the focus.
    pub fn is_first(&self, field: &str) -> bool {
        self.0.first().is_some_and(|problem| problem.field == field)
    }

    /// The value when nothing is wrong.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Keeps the value, or remembers the problem and goes on with a default,
    /// so that all fields are looked at.
    pub fn keep<T: Default>(&mut self, read: Result<T, Problem>) -> T {
        read.unwrap_or_else(|problem| {
            self.0.push(problem);
            T::default()
        })
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}
