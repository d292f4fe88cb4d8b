//! Fluent catalogues, compiled into the binary.

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::Language;

type Catalogue = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Catalogue> =
    LazyLock::new(|| catalogue(Language::English, include_str!("../../locales/en.ftl")));
static RUSSIAN: LazyLock<Catalogue> =
    LazyLock::new(|| catalogue(Language::Russian, include_str!("../../locales/ru.ftl")));

fn catalogue(language: Language, text: &'static str) -> Catalogue {
    let id: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    // What could not be parsed is missing, and a test finds every missing key.
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(parsed, _)| parsed);
    let mut catalogue = FluentBundle::new_concurrent(vec![id]);
    // Templates isolate names with `dir="auto"`; invisible marks in attributes
    // and titles would only be in the way.
    catalogue.set_use_isolating(false);
    catalogue.set_formatter(Some(match language {
        Language::English => |value, _| in_threes(value, ','),
        Language::Russian => |value, _| in_threes(value, NO_BREAK),
    }));
    catalogue.add_resource_overriding(resource);
    catalogue
}

const NO_BREAK: char = '\u{a0}';

/// Whole numbers of five digits and more; a year and a day stay as they are.
fn in_threes(value: &FluentValue, between: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.as_string();
    if digits.len() < 5 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut grouped = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(between);
        }
        grouped.push(digit);
    }
    Some(grouped)
}

/// The words of one language, to be handed to templates.
#[derive(Clone, Copy)]
pub struct Words {
    language: Language,
    catalogue: &'static Catalogue,
}

impl Words {
    pub(super) fn of(language: Language) -> Self {
        let catalogue: &'static Catalogue = match language {
            Language::English => &ENGLISH,
            Language::Russian => &RUSSIAN,
        };
        Self { language, catalogue }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// The tag for `lang`.
    pub fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// The sentence of this key; the key itself when there is none.
    pub fn say(&self, key: &str) -> Cow<'static, str> {
        self.format(key, None)
    }

    /// The sentence of this key with one name put in.
    pub fn with(&self, key: &str, name: &'static str, value: &str) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set(name, FluentValue::from(value.to_owned()));
        self.format(key, Some(&args))
    }

    /// The sentence of this key with several names put in.
    pub fn with_all(&self, key: &str, names: &[(&'static str, &str)]) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        for (name, value) in names {
            args.set(*name, FluentValue::from((*value).to_owned()));
        }
        self.format(key, Some(&args))
    }

    /// The sentence of this key for `count` things, in the right plural form.
    pub fn count(&self, key: &str, count: &i64) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(*count));
        self.format(key, Some(&args))
    }

    /// The same with a name put in.
    pub fn count_with(
        &self,
        key: &str,
        count: &i64,
        name: &'static str,
        value: &str,
    ) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(*count));
        args.set(name, FluentValue::from(value.to_owned()));
        self.format(key, Some(&args))
    }

    /// The same with several names put in.
    pub fn counted(
        &self,
        key: &str,
        count: &i64,
        names: &[(&'static str, &str)],
    ) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(*count));
        for (name, value) in names {
            args.set(*name, FluentValue::from((*value).to_owned()));
        }
        self.format(key, Some(&args))
    }

    /// A day of this month, counted from 1, as this language writes it.
    pub fn date(&self, key: &str, month: i8, day: &str, weekday: &str) -> String {
        let mut args = FluentArgs::new();
        args.set("month", FluentValue::from(month));
        args.set("day", FluentValue::from(day.to_owned()));
        args.set("weekday", FluentValue::from(weekday.to_owned()));
        self.format(key, Some(&args)).into_owned()
    }

    /// A month, counted from 1, of this year.
    pub fn month(&self, key: &str, month: i8, year: i16) -> String {
        let mut args = FluentArgs::new();
        args.set("month", FluentValue::from(month));
        args.set("year", FluentValue::from(year.to_string()));
        self.format(key, Some(&args)).into_owned()
    }

    /// The name of a day of the week, counted from Monday, 1.
    pub fn weekday(&self, key: &str, weekday: i8) -> String {
        let mut args = FluentArgs::new();
        args.set("weekday", FluentValue::from(weekday));
        self.format(key, Some(&args)).into_owned()
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let Some(pattern) = self.catalogue.get_message(key).and_then(|message| message.value())
        else {
            return Cow::Owned(key.to_owned());
        };
        Cow::Owned(self.catalogue.format_pattern(pattern, args, &mut Vec::new()).into_owned())
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_syntax::{ast::Entry, parser};

    use super::*;

    fn keys(text: &str) -> BTreeSet<String> {
        let resource = parser::parse(text).expect("the catalogue has no syntax error");
        let mut keys = BTreeSet::new();
        for entry in resource.body {
            if let Entry::Message(message) = entry {
                assert!(
                    keys.insert(message.id.name.to_owned()),
                    "{} stands twice",
                    message.id.name
                );
            }
        }
        keys
    }

    fn english() -> BTreeSet<String> {
        keys(include_str!("../../locales/en.ftl"))
    }

    #[test]
    fn large_numbers_stand_in_threes() {
        let said = |language, count| Words::of(language).count("search-unindexed", &count);
        assert!(said(Language::English, 1_234_567).contains("1,234,567 "));
        assert!(said(Language::English, 9_999).contains("9999 "));
        assert!(said(Language::Russian, 12_345).ends_with("12\u{a0}345."));
    }

    #[test]
    fn both_catalogues_have_the_same_keys() {
        assert_eq!(english(), keys(include_str!("../../locales/ru.ftl")));
    }

    /// Keys stand between quotes after `say(`, `with(` and `count(`, or as the
    /// sentence of a form's problem.
    #[test]
    fn every_key_that_is_used_exists_and_every_key_is_used() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let sources =
            [root.join("src"), root.join("templates")].map(|folder| text_of(&folder)).concat();
        let known = english();
        for call in ["say(\"", "with(\"", "with_all(\"", "count(\"", "count_with(\""] {
            for rest in sources.split(&format!("words.{call}")).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                assert!(known.contains(key), "{key} is not in the catalogue");
            }
        }
        for key in known {
            assert!(sources.contains(&format!("\"{key}\"")), "{key} is used nowhere");
        }
    }

    fn text_of(folder: &std::path::Path) -> String {
        let entries = std::fs::read_dir(folder).expect("the folder is there");
        entries
            .map(|entry| entry.expect("the entry is readable").path())
            .map(|path| {
                if path.is_dir() {
                    text_of(&path)
                } else {
                    std::fs::read_to_string(path).expect("text")
                }
            })
            .collect()
    }

    #[test]
    fn russian_has_its_plural_forms() {
        let words = Language::Russian.words();
        let forms: BTreeSet<String> = [1, 2, 5]
            .iter()
            .map(|n| words.count("too-many-requests-wait", n).replace(char::is_numeric, ""))
            .collect();
        assert_eq!(forms.len(), 3, "{forms:?}");
    }
}
