//! How the text of a message is to be read.

use serde::{Deserialize, Serialize};

/// Texts from before there was any markup stay plain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    #[default]
    Plain,
    Markdown,
}

impl Format {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Plain, Self::Markdown].into_iter().find(|one| one.as_str() == text)
    }
}
