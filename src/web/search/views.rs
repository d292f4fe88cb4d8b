//! What was looked for, and what was found.

use askama::Template;
use uuid::Uuid;

use super::asked::Asked;
use crate::{
    conversation::{Entry, Kind, ListPart},
    file_words,
    language::Words,
    paths,
    search::{Hit, Names, Page, Snippet},
    web::{
        Chrome,
        conversation::{Sidebar, names},
        group::FoundGroupView,
        people::views::PersonView,
        session::SignedIn,
        time,
        user::AvatarView,
    },
};

/// A message that was found.
struct HitView {
    path: String,
    avatar: AvatarView,
    author: String,
    /// Where it was said, or to whom.
    place: String,
    datetime: String,
    shown_time: String,
    /// A little of it, and whether that is what was looked for.
    parts: Vec<(String, bool)>,
}

impl HitView {
    fn new(hit: &Hit, signed_in: &SignedIn) -> Self {
        let words = signed_in.words;
        let Hit { author_username, author_display_name, author_avatar_id, .. } = hit;
        Self {
            path: paths::message(&hit.conversation_id, &hit.seq),
            avatar: AvatarView::of(author_username, author_display_name, *author_avatar_id),
            author: author_display_name.clone(),
            place: place(hit, words),
            datetime: time::iso(hit.created_at),
            shown_time: signed_in.clock.short(hit.created_at),
            parts: match hit.snippet.text.is_empty() {
                true => vec![(file_words::line(&hit.files, "", words), false)],
                false => parts(&hit.snippet),
            },
        }
    }
}

fn called(kind: &Kind, words: Words) -> String {
    names::Names::of(kind, words).shown
}

fn place(hit: &Hit, words: Words) -> String {
    match &hit.kind {
        Kind::Notes => words.say("hit-in-notes"),
        Kind::Group(group) => words.with("hit-in", "title", &group.title),
        Kind::Direct(peer) if peer.username == hit.author_username => words.say("hit-to-you"),
        Kind::Direct(peer) => words.with("hit-to", "name", &peer.display_name),
    }
    .into_owned()
}

/// Marked and unmarked text by turns.
fn parts(snippet: &Snippet) -> Vec<(String, bool)> {
    let mut parts: Vec<(String, bool)> = Vec::new();
    for (place, letter) in snippet.text.chars().enumerate() {
        let mark = snippet.marks.iter().find(|(from, to)| (*from..*to).contains(&place));
        let begins = mark.is_some_and(|(from, _)| *from == place);
        match parts.last_mut() {
            Some((text, is_marked)) if *is_marked == mark.is_some() && !begins => text.push(letter),
            _ => parts.push((letter.to_string(), mark.is_some())),
        }
    }
    parts
}

/// Lines of messages, and the way to further ones.
#[derive(Template)]
#[template(path = "fragments/hits.html")]
pub(super) struct HitsView {
    words: Words,
    hits: Vec<HitView>,
    next: Option<String>,
}

impl HitsView {
    pub fn new(asked: &Asked, page: &Page, signed_in: &SignedIn) -> Self {
        Self {
            words: signed_in.words,
            hits: page.hits.iter().map(|hit| HitView::new(hit, signed_in)).collect(),
            next: page.next.map(|cursor| asked.path_from(cursor)),
        }
    }
}

/// All that was found, or a word about why there is nothing.
#[derive(Template)]
#[template(path = "fragments/results.html")]
pub(super) struct ResultsView {
    chrome: Chrome,
    /// As it was typed.
    query: String,
    is_asked: bool,
    is_first: bool,
    people: Vec<PersonView>,
    groups: Vec<FoundGroupView>,
    hits: HitsView,
    /// Messages from before that are not found yet.
    remaining: i64,
}

impl ResultsView {
    pub fn new(
        chrome: &Chrome,
        asked: &Asked,
        names: &Names,
        hits: HitsView,
        remaining: i64,
        reader: Uuid,
    ) -> Self {
        Self {
            chrome: chrome.clone(),
            query: asked.query.text.trim().to_owned(),
            is_asked: asked.is_something(),
            is_first: asked.is_first(),
            people: PersonView::all(&names.people, reader),
            groups: names.groups.iter().map(FoundGroupView::new).collect(),
            hits,
            remaining,
        }
    }

    /// How much was found, in one line.
    fn found(&self) -> String {
        let words = self.chrome.words;
        let counted = |key, count: usize| {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            (count > 0).then(|| words.count(key, &count).into_owned())
        };
        let hits = self.hits.hits.len();
        let messages = match self.hits.next {
            Some(_) => counted("hits-more", hits),
            None => counted("hits", hits),
        };
        let parts = [
            counted("people-found", self.people.len()),
            counted("groups-found", self.groups.len()),
            messages,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// What is chosen beside the words.
pub(super) struct FiltersView {
    pub from: String,
    /// By id and name, the newest first; the chosen one is among them.
    pub conversations: Vec<(String, String, bool)>,
    pub after: String,
    pub before: String,
    /// Each with its icon, its word and whether it is ticked.
    pub has: Vec<(&'static str, String, bool)>,
}

impl FiltersView {
    pub fn new(asked: &Asked, part: &ListPart, words: Words) -> Self {
        let first = |values: &[String]| {
            let given = values.iter().map(|value| value.trim()).find(|value| !value.is_empty());
            given.unwrap_or_default().to_owned()
        };
        let filters = &asked.query.filters;
        let within = first(&filters.within);
        let named = |entry: &Entry| {
            let (id, name) = (entry.id.to_string(), called(&entry.kind, words));
            let is_chosen = id == within;
            (id, name, is_chosen)
        };
        let mut conversations: Vec<_> = part.entries.iter().map(named).collect();
        let is_known = conversations.iter().any(|(.., is_chosen)| *is_chosen);
        if !within.is_empty() && !is_known {
            conversations.insert(0, (within.clone(), within.clone(), true));
        }
        let kinds = [
            ("picture", "search-has-picture"),
            ("file", "search-has-file"),
            ("link", "search-has-link"),
        ];
        let ticked = |(what, word)| (what, words.say(word).into_owned(), asked.has(what));
        Self {
            from: first(&filters.from),
            conversations,
            after: first(&filters.after),
            before: first(&filters.before),
            has: kinds.into_iter().map(ticked).collect(),
        }
    }

    /// The name of the conversation that was asked for, or empty.
    fn within_named(&self) -> &str {
        let chosen = self.conversations.iter().find(|(.., is_chosen)| *is_chosen);
        chosen.map_or("", |(_, name, _)| name)
    }

    /// The days that were asked for, or empty.
    fn days(&self) -> String {
        match (&*self.after, &*self.before) {
            ("", "") => String::new(),
            (after, before) => format!("{after} – {before}").trim().to_owned(),
        }
    }
}

/// `GET /search`.
#[derive(Template)]
#[template(path = "pages/search.html")]
pub(super) struct SearchPage {
    pub chrome: Chrome,
    pub sidebar: Sidebar,
    pub events: String,
    pub query: String,
    pub filters: FiltersView,
    pub results: ResultsView,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_between_what_is_not_marked() {
        let of = |text: &str, marks: Vec<(usize, usize)>| {
            let snippet = Snippet { text: text.into(), marks };
            let parts = parts(&snippet);
            parts
                .iter()
                .map(|(text, mark)| format!("{text}{}", u8::from(*mark)))
                .collect::<Vec<_>>()
        };
        assert_eq!(of("да лодка тут", vec![(3, 8)]), ["да 0", "лодка1", " тут0"]);
        assert_eq!(of("東京", vec![(0, 1), (1, 2)]), ["東1", "京1"]);
        assert_eq!(of("", vec![]), Vec::<String>::new());
    }
}
