//! What a member of a group is told of it outside.

use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    All,
    /// Only what is meant for them: answers to what they have said.
    Mentions,
    Nothing,
}

impl Level {
    pub const ALL: [Self; 3] = [Self::All, Self::Mentions, Self::Nothing];

    /// As it is stored and sent in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mentions => "mentions",
            Self::Nothing => "nothing",
        }
    }

    pub fn parse(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|level| level.as_str() == word);
        found.ok_or(Error::BadRequest("error-level"))
    }

    /// As it is stored; nobody is told less by an unknown word.
    pub fn of(word: &str) -> Self {
        Self::parse(word).unwrap_or(Self::All)
    }

    /// Its words in a menu.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "level-all",
            Self::Mentions => "level-mentions",
            Self::Nothing => "level-nothing",
        }
    }
}
