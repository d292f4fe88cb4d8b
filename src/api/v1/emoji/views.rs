//! Emoji as programs read them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    emoji::{self, Emoji},
    language::Language,
};

/// An emoji, for reactions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Emoji)]
pub struct EmojiView {
    #[schema(examples("👍"))]
    emoji: &'static str,
    /// What it is called in the language that was asked for.
    name: &'static str,
}

/// Emoji that are called so, the best first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmojiList)]
pub struct EmojiListView {
    emoji: Vec<EmojiView>,
}

impl EmojiListView {
    pub fn new(found: Vec<&'static Emoji>, language: Language) -> Self {
        let view = |one: &'static Emoji| EmojiView {
            emoji: one.as_str(),
            name: emoji::label(one.as_str(), language),
        };
        Self { emoji: found.into_iter().map(view).collect() }
    }
}
