//! Reactions: an emoji that people put to a message.

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// Most kinds of emoji at one message.
pub const MOST_KINDS: i64 = 20;

/// So many people are named at a reaction; of the others it tells the number.
pub const MOST_NAMED: usize = 12;

/// The longest emoji, a kiss of two with their skin tones, has 35 bytes.
const MOST_BYTES: usize = 64;

/// One emoji that Unicode recommends for interchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emoji(&'static emojis::Emoji);

impl Emoji {
    /// With or without the selector that asks for its colours.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let known = Some(typed).filter(|typed| typed.len() <= MOST_BYTES).and_then(emojis::get);
        known.map(Self).ok_or(Problem { field: "emoji", sentence: "problem-no-emoji" })
    }

    pub fn as_str(self) -> &'static str {
        self.0.as_str()
    }
}

/// An emoji at a message, and who has put it there, the first ones first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    pub emoji: String,
    /// How many people.
    pub count: i64,
    /// At most twelve of them.
    pub by: Vec<By>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    pub username: String,
    pub display_name: String,
}

impl Reaction {
    /// From the rows that the database gives as JSON: emoji, number of people,
    /// and one of their names each, ordered by emoji.
    pub(super) fn list(json: &str) -> Result<Vec<Self>, DbErr> {
        let rows: Vec<(String, i64, String, String)> =
            serde_json::from_str(json).map_err(|error| DbErr::Type(error.to_string()))?;
        let mut reactions: Vec<Self> = Vec::new();
        for (emoji, count, username, display_name) in rows {
            let by = By { username, display_name };
            match reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
                Some(reaction) => reaction.by.push(by),
                None => reactions.push(Self { emoji, count, by: vec![by] }),
            }
        }
        Ok(reactions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_emoji_is_a_reaction_and_nothing_else_is() {
        for (typed, kept) in
            [("👍", "👍"), ("❤️", "❤️"), ("❤", "❤️"), ("👍🏽", "👍🏽"), ("🏳️‍🌈", "🏳️‍🌈"), ("🇳🇱", "🇳🇱")]
        {
            assert_eq!(Emoji::parse(typed).map(Emoji::as_str), Ok(kept));
        }
        let many = "👍".repeat(16);
        for wrong in ["", " ", "a", "1", "👍👍", "👍 ", " 👍", ":)", "\u{200d}", "+1", &many, "\0"]
        {
            assert!(Emoji::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn rows_become_reactions_in_their_order() {
        let json = r#"[["👍",2,"ada","Ada"],["🎉",1,"ada","Ada"],["👍",2,"grace","Grace"]]"#;
        let list = Reaction::list(json).unwrap();
        let told: Vec<_> =
            list.iter().map(|one| (one.emoji.as_str(), one.count, one.by.len())).collect();
        assert_eq!(told, [("👍", 2, 2), ("🎉", 1, 1)]);
        assert!(Reaction::list("nonsense").is_err());
    }
}
