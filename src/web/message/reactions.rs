//! Reactions as everybody sees them.

use crate::{language::Words, message::Reaction};

/// A button for each kind: who has put it there stands in it, so that the
/// reader's own stylesheet can mark theirs.
pub struct ReactionView {
    pub emoji: String,
    pub count: i64,
    /// User names, with spaces between.
    pub by: String,
    pub label: String,
}

impl ReactionView {
    pub fn new(reaction: &Reaction, words: Words) -> Self {
        let usernames: Vec<&str> = reaction.by.iter().map(|by| by.username.as_str()).collect();
        let mut names: Vec<&str> = reaction.by.iter().map(|by| by.display_name.as_str()).collect();
        let others = reaction.count - i64::try_from(names.len()).unwrap_or(i64::MAX);
        let others = (others > 0).then(|| words.count("and-others", &others));
        names.extend(others.as_deref());
        Self {
            emoji: reaction.emoji.clone(),
            count: reaction.count,
            by: usernames.join(" "),
            label: format!("{} {}: {}", reaction.emoji, reaction.count, names.join(", ")),
        }
    }
}
