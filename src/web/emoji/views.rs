//! Emoji as buttons.

use askama::Template;

use crate::{
    emoji::{self, Emoji, Group},
    language::{Language, Words},
    web::Chrome,
};

/// All emoji by their groups, or those that are called so. Each is a button of
/// the form around it, by the name `emoji`.
#[derive(Template)]
#[template(path = "fragments/emoji_list.html")]
pub struct EmojiList {
    words: Words,
    /// Whether one was searched for.
    asked: bool,
    count: i64,
    sections: Vec<Section>,
}

impl EmojiList {
    /// For what was typed; all of them where nothing was.
    pub fn new(words: Words, typed: &str) -> Self {
        let asked = !typed.trim().is_empty();
        let language = words.language();
        let sections = match asked {
            true => vec![Section::new("", emoji::search(typed, language), language)],
            false => emoji::groups()
                .map(|(group, emoji)| Section::new(title(group), emoji, language))
                .collect(),
        };
        let count = sections.iter().map(|section| section.emoji.len()).sum::<usize>();
        Self { words, asked, count: i64::try_from(count).unwrap_or(i64::MAX), sections }
    }
}

struct Section {
    /// A key of the catalogue; empty for what was found.
    title: &'static str,
    /// Each with its name.
    emoji: Vec<(&'static str, &'static str)>,
}

impl Section {
    fn new(title: &'static str, emoji: Vec<&'static Emoji>, language: Language) -> Self {
        let named =
            |emoji: &'static Emoji| (emoji.as_str(), emoji::label(emoji.as_str(), language));
        Self { title, emoji: emoji.into_iter().map(named).collect() }
    }
}

fn title(group: Group) -> &'static str {
    match group {
        Group::SmileysAndEmotion => "emoji-smileys",
        Group::PeopleAndBody => "emoji-people",
        Group::AnimalsAndNature => "emoji-nature",
        Group::FoodAndDrink => "emoji-food",
        Group::TravelAndPlaces => "emoji-travel",
        Group::Activities => "emoji-activities",
        Group::Objects => "emoji-objects",
        Group::Symbols => "emoji-symbols",
        Group::Flags => "emoji-flags",
    }
}

/// What a script shows beside a button: a search, and the list.
#[derive(Template)]
#[template(path = "fragments/emoji_picker.html")]
pub(super) struct EmojiPicker {
    pub chrome: Chrome,
    pub list: EmojiList,
}
