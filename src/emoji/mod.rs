//! Emoji to choose from: those that Unicode recommends, by its groups and in its
//! order, with their names in both languages and the words they are found by.
//!
//! What may be a reaction is not decided here. Skin tones are not offered; an
//! emoji that has one is called as the one without.

mod names;
mod search;

pub use emojis::{Emoji, Group};

pub use self::{
    names::label,
    search::{MOST_FOUND, search},
};

/// What most answers need no search for.
const QUICK: [&str; 6] = ["👍", "❤️", "😂", "🎉", "😮", "🙏"];

/// The six that stand first.
pub fn quick() -> impl Iterator<Item = &'static Emoji> {
    QUICK.into_iter().filter_map(emojis::get)
}

/// All of them, a group after the other.
pub fn groups() -> impl Iterator<Item = (Group, Vec<&'static Emoji>)> {
    Group::iter().map(|group| (group, group.emojis().collect()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn six_stand_first() {
        let quick: Vec<_> = quick().map(Emoji::as_str).collect();
        assert_eq!(quick, QUICK);
    }

    #[test]
    fn every_emoji_is_in_one_group_and_none_has_a_skin_tone() {
        let all: Vec<_> = groups().flat_map(|(_, emoji)| emoji).map(Emoji::as_str).collect();
        assert_eq!(all.len(), emojis::iter().count());
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let has_tone = |c: char| ('\u{1f3fb}'..='\u{1f3ff}').contains(&c);
        assert!(!all.iter().any(|emoji| emoji.contains(has_tone)));
    }
}
