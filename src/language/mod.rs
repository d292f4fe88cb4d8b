//! The words that people read: one catalogue per language.
//!
//! Every sentence on a page or in a fragment comes from `locales/`, never from
//! a template or from code.

mod catalogue;

pub use catalogue::Words;

/// A language that Natter speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    English,
    Russian,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Russian];

    /// The tag as in `lang` and in the users table: `en` or `ru`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
        }
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Russian => "Русский",
        }
    }

    /// The language with this tag; regions count as their language.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.tag() == primary)
    }

    /// What a browser asks for (`Accept-Language`, RFC 9110 section 12.5.4):
    /// the known language of the highest weight.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best = (None, 0.0);
        for range in header.split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let weight = weight_of(parameters);
            if let Some(language) = Self::from_tag(tag)
                && weight > best.1
            {
                best = (Some(language), weight);
            }
        }
        best.0
    }

    /// A whole number for each plural form that whole numbers have, with the
    /// form's name in the Unicode rules.
    pub fn plurals(self) -> &'static [(&'static str, i64)] {
        match self {
            Self::English => &[("one", 1), ("other", 2)],
            Self::Russian => &[("one", 1), ("few", 2), ("many", 5)],
        }
    }

    /// The words of this language.
    pub fn words(self) -> Words {
        Words::of(self)
    }
}

/// Of the parameters of a range; none is the highest.
fn weight_of(parameters: &str) -> f32 {
    let mut pairs = parameters.split(';').filter_map(|one| one.split_once('='));
    match pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("q")) {
        Some((_, weight)) => weight.trim().parse().unwrap_or(0.0),
        None => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_weight_wins_and_the_first_of_equals() {
        assert_eq!(Language::accepted("ru-RU,ru;q=0.9,en;q=0.8"), Some(Language::Russian));
        assert_eq!(Language::accepted("en-GB, ru"), Some(Language::English));
        assert_eq!(Language::accepted("de, ru;q=0.4, en;q=0.3"), Some(Language::Russian));
        assert_eq!(Language::accepted("de"), None);
        assert_eq!(Language::accepted("*"), None);
        assert_eq!(Language::accepted("ru;q=0"), None);
        assert_eq!(Language::accepted("en;q=0.5,ru ; Q=0.8;level=1"), Some(Language::Russian));
        assert_eq!(Language::accepted("M\u{fffd}ller,ru"), Some(Language::Russian));
        assert_eq!(Language::accepted(";;q=,,"), None);
    }
}
